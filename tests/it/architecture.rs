//! Who may name whom, and how long a file may be.

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use imports::Modules;

/// Files that import from one another today, however long the way. The list may only become shorter.
const CIRCLES: &[&[&str]] = &[
    &["board/changes.rs", "board/line.rs", "board/listening.rs", "board/phantom.rs", "board/waits.rs"],
    &[
        "domain/ability.rs",
        "domain/agent.rs",
        "domain/call.rs",
        "domain/form.rs",
        "domain/queue.rs",
        "domain/snapshot.rs",
        "domain/special.rs",
    ],
    &["session/cursor.rs", "session/marks.rs", "session/sort.rs", "session/table.rs"],
    &["vendor/poller/task.rs", "vendor/poller.rs", "vendor/rhythm.rs"],
    &["vendors/asterisk/ask.rs", "vendors/asterisk/rights.rs", "vendors/asterisk/specials.rs"],
    &[
        "vendors/asterisk/calls.rs",
        "vendors/asterisk/cast.rs",
        "vendors/asterisk/conference.rs",
        "vendors/asterisk/details.rs",
        "vendors/asterisk/phases.rs",
        "vendors/asterisk/roles.rs",
        "vendors/asterisk/wires.rs",
    ],
    &["vendors/eight8/agents.rs", "vendors/eight8/statuses.rs"],
    &["vendors/ringcentral/agents.rs", "vendors/ringcentral/directory.rs", "vendors/ringcentral/entries.rs"],
    &["vendors/tel4vn/look.rs", "vendors/tel4vn/orders.rs"],
    &["view/details/source.rs", "view/dialog.rs"],
    &["view/footer.rs", "view/layout.rs", "view/log.rs", "view/table.rs"],
];

/// Which of our own modules each module may name, by the table in `src/lib.rs`.
fn layers() -> Vec<(String, Vec<String>)> {
    let sources = sources();
    let rows = sources[Path::new("lib.rs")].lines().filter_map(|line| line.strip_prefix("//! | [`"));
    let layer = |row: &str| {
        let cells: Vec<&str> = row.trim_end().trim_end_matches('|').split(" | ").collect();
        let [name, _, may] = cells.as_slice() else { panic!("three cells: {row}") };
        let words = may.split(',').map(|word| word.trim().to_owned()).filter(|word| word != "–");
        (name.trim_end_matches("`]").to_owned(), words.collect())
    };
    let layers: Vec<_> = rows.map(layer).collect();
    assert!(layers.len() > 15, "{layers:?}");
    layers
}

/// Crates that only these files may name.
const ALONE: &[(&str, &[&str])] = &[
    ("reqwest", &["vendor/http.rs", "vendor/http/"]),
    ("color_eyre", &["main.rs"]),
    ("axum", &["sim/"]),
    ("tungstenite", &["vendors/eight8/stream.rs"]),
    ("futures_util", &["vendors/asterisk/", "vendors/eight8/", "sim/"]),
    (
        "tokio::",
        &[
            "clock.rs",
            "floor.rs",
            "floor/",
            "terminal.rs",
            "terminal/",
            "vendor.rs",
            "vendor/",
            "vendors.rs",
            "vendors/",
            "check.rs",
            "snapshot.rs",
            "sim/",
            "main.rs",
            "config/",
        ],
    ),
    // The rest of the terminal knows no process.
    ("rustix", &["main.rs", "files.rs", "config/lookup.rs", "terminal/local/", "terminal/input/source.rs"]),
    ("io::stdin", &["main.rs", "terminal/local.rs"]),
    ("io::stdout", &["main.rs"]),
    ("Color::", &["view/theme.rs", "terminal/style.rs"]),
];

const LONGEST: usize = 330;

fn sources() -> BTreeMap<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut files) = (vec![root.clone()], BTreeMap::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source");
                files.insert(path.strip_prefix(&root).expect("below src").to_owned(), text);
            }
        }
    }
    assert!(files.len() > 50, "the sources are found");
    files
}

/// The code of a file without comments, and without the tests at its end.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs")
}

fn module(path: &Path) -> String {
    let first = path.components().next().expect("a part").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// The modules of ours that `code` names after `crate::`, in groups too.
fn named(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let list = rest.strip_prefix('{').map_or(rest, |group| group.split('}').next().unwrap_or_default());
        let one =
            if rest.starts_with('{') { list } else { rest.split([':', ';', ',']).next().unwrap_or_default() };
        for name in one.split(',') {
            let name: String =
                name.trim().chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect();
            names.push(name);
        }
    }
    names
}

#[test]
fn every_module_names_only_what_its_layer_allows() {
    let layers = layers();
    for (path, text) in sources() {
        let module = module(&path);
        // The simulator is a package of its own, which cannot name this one.
        if is_test(&path) || ["lib", "main", "sim"].contains(&module.as_str()) {
            continue;
        }
        let (_, allowed) = layers
            .iter()
            .find(|(name, _)| *name == module)
            .unwrap_or_else(|| panic!("{module} has no layer"));
        for name in named(&code(&text)) {
            assert!(name == module || allowed.contains(&name), "{} names {name}", path.display());
        }
    }
}

#[test]
fn the_layers_have_no_circle() {
    let layers = layers();
    let mut done: Vec<&String> = Vec::new();
    while done.len() < layers.len() {
        let ready = layers.iter().filter(|(name, _)| !done.contains(&name));
        let (next, _) =
            ready.clone().find(|(_, uses)| uses.iter().all(|used| done.contains(&used))).expect("a circle");
        done.push(next);
    }
}

#[test]
fn some_crates_are_named_in_one_place() {
    for (path, text) in sources() {
        let name = path.to_string_lossy().replace('\\', "/");
        for (krate, places) in ALONE {
            let allowed = is_test(&path)
                || places
                    .iter()
                    .any(|place| name == *place || place.ends_with('/') && name.starts_with(place));
            assert!(allowed || !code(&text).contains(krate), "{name} names {krate}");
        }
    }
}

#[test]
fn one_vendor_never_names_another() {
    let files = sources();
    let vendors: Vec<String> = files
        .keys()
        .filter(|path| path.starts_with("vendors") && path.components().count() == 2 && !is_test(path))
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .filter(|name| name != "launch")
        .collect();
    assert!(vendors.len() >= 2, "{vendors:?}");
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with("vendors")) {
        let own = path
            .components()
            .nth(1)
            .expect("a part")
            .as_os_str()
            .to_string_lossy()
            .trim_end_matches(".rs")
            .to_owned();
        for other in vendors.iter().filter(|name| **name != own) {
            assert!(!code(text).contains(&format!("vendors::{other}")), "{} names {other}", path.display());
        }
    }
}

#[test]
fn no_file_holds_more_than_one_thought() {
    for (path, text) in sources() {
        let lines = if is_test(&path) { text.lines().count() / 2 } else { code(&text).lines().count() };
        assert!(lines <= LONGEST, "{} has {lines} lines", path.display());
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "{} does not", path.display());
    }
}

#[test]
fn no_more_files_import_from_one_another_than_are_known() {
    let arrows = Modules::read(&sources(), is_test).arrows();
    assert!(arrows.values().map(BTreeSet::len).sum::<usize>() > 500, "the imports are found");
    let path = |path: &PathBuf| path.to_string_lossy().replace('\\', "/");
    let circles: Vec<Vec<String>> =
        imports::circles(&arrows).iter().map(|circle| circle.iter().map(path).collect()).collect();
    assert_eq!(circles, CIRCLES, "{circles:#?}");
}
