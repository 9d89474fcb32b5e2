//! A picture, against the one that is kept.

/// Compares line by line, so that a difference is seen where it is. With `CALLBOARD_PICTURES` set, the pictures
/// are written instead.
pub(super) fn compare(name: &str, shown: &str, expected: &str) {
    if std::env::var_os("CALLBOARD_PICTURES").is_some() {
        let path = format!("{}/src/view/tests/pictures/{name}.txt", env!("CARGO_MANIFEST_DIR"));
        return std::fs::write(path, shown).expect("a picture is written");
    }
    for (line, (shown_line, expected_line)) in (1..).zip(shown.lines().zip(expected.lines())) {
        assert_eq!(shown_line, expected_line, "line {line} of {name}:\n{shown}");
    }
    assert_eq!(shown.lines().count(), expected.lines().count(), "{name}:\n{shown}");
}

macro_rules! shows {
    ($shown:expr, $name:literal) => {
        crate::view::tests::compare::compare(
            $name,
            &$shown,
            include_str!(concat!("pictures/", $name, ".txt")),
        )
    };
}

pub(super) use shows;
