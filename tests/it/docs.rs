//! What the README says of the keys is what the program does.

use callboard::session::bindings;

const README: &str = include_str!("../../README.md");

#[test]
fn every_key_of_the_table_stands_in_the_readme() {
    let (_, keys) = README.split_once("## Keys").expect("a section about keys");
    let (keys, _) = keys.split_once("### What is asked").expect("its end");
    for binding in bindings() {
        let first = binding.shown.split(' ').next().expect("a key");
        let between = ('1'..='9').contains(&first.chars().next().expect("a letter"));
        assert!(between || keys.contains(&format!("`{first}`")), "{first} ({}) is not there", binding.help);
    }
}

#[test]
fn the_readme_gives_the_two_commands_and_shows_pictures_that_are_there() {
    assert!(README.contains("cargo run --release -- demo") && README.contains("\ncargo test"));
    let pictures: Vec<_> =
        README.split("](assets/").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(pictures.len() >= 3, "{pictures:?}");
    for picture in pictures {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(picture);
        assert!(path.exists(), "{picture}");
    }
}
