/* The header, the library that runs and the package are of one version. PACKAGE_VERSION comes from Cargo.toml. */

#include <keelbolt.h>
#include <string.h>

#include "check.h"

int main(void) {
  CHECK("runtime", strcmp(keelbolt_version(), KEELBOLT_VERSION) == 0);
  CHECK("runtime", keelbolt_version_number() == KEELBOLT_VERSION_NUMBER);
  CHECK("package", strcmp(PACKAGE_VERSION, KEELBOLT_VERSION) == 0);
  char text[32];
  snprintf(text, sizeof text, "%d.%d.%d", KEELBOLT_VERSION_MAJOR, KEELBOLT_VERSION_MINOR,
           KEELBOLT_VERSION_PATCH);
  CHECK("parts", strcmp(text, KEELBOLT_VERSION) == 0);
  return check_result();
}
