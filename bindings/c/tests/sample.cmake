# Runs a sample and compares its exit status and its output: -DPROGRAM -DSTATUS -DOUTPUT -DARGUMENT

execute_process(COMMAND "${PROGRAM}" ${ARGUMENT} RESULT_VARIABLE status OUTPUT_VARIABLE output)
if(NOT status EQUAL STATUS OR NOT output MATCHES "${OUTPUT}")
  message(FATAL_ERROR "exit status ${status}, expected ${STATUS}; output:\n${output}")
endif()
