//! The number that a call is placed or sent to.

use crate::domain::{Fault, dialled};

/// `to` as it is dialled. Without a digit there is nothing to dial.
pub fn number_to_call(to: &str) -> Result<String, Fault> {
    let number = dialled(to);
    if number.chars().any(|char| char.is_ascii_digit()) {
        Ok(number)
    } else {
        Err(Fault::Refused("that is no number to call: it has no digit".into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_a_digit() {
        assert_eq!(number_to_call("+1 (202) 555-0177"), Ok("+12025550177".to_owned()));
        assert_eq!(number_to_call("agent-1"), Ok("agent-1".to_owned()));
        for to in ["", " - ", "+", "*#", "front-desk"] {
            assert!(matches!(number_to_call(to), Err(Fault::Refused(_))), "{to}");
        }
    }
}
