//! The parts of the run, one file each.

mod bare;
mod c;
mod fuzz;
mod kotlin;
mod python;
mod rust;
mod swift;
mod timing;

use super::part::Part;

/// All parts, in the order in which they run: what one builds the next ones reuse.
pub const PARTS: [&Part; 8] = [
    &rust::PART,
    &timing::PART,
    &c::PART,
    &kotlin::PART,
    &swift::PART,
    &python::PART,
    &bare::PART,
    &fuzz::PART,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_does_something_and_names_what_it_needs() {
        for part in PARTS {
            assert!(!part.steps.is_empty(), "{} has no step", part.name);
            for need in part.needs {
                assert!(!need.probe.is_empty(), "{} cannot see whether it has {}", part.name, need.name);
                assert!(!need.ways.is_empty(), "{} has no way to get {}", part.name, need.name);
            }
        }
    }
}
