//! Which file imports from which, as the `use` lines have it: groups, `self` and `super` and what is handed on by
//! `pub use` are followed to the file that has the thing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::{Item, UseTree, Visibility};

/// A module's path from the crate's root, such as `["board", "calls"]`.
type Name = Vec<String>;

/// The modules of the crate that are files.
pub(crate) struct Modules {
    files: BTreeMap<Name, PathBuf>,
    /// What each imports: the path, the name that it has there, and whether that is handed on.
    imports: BTreeMap<Name, Vec<Import>>,
}

struct Import {
    path: Name,
    /// `None` for all that is there.
    name: Option<String>,
    handed_on: bool,
}

impl Modules {
    /// Reads `sources`, whose paths are below the root. Tests are left out: they may know everything.
    pub(crate) fn read(sources: &BTreeMap<PathBuf, String>, is_test: impl Fn(&Path) -> bool) -> Self {
        let own = |path: &Path| !is_test(path) && !path.starts_with("sim") && path != Path::new("main.rs");
        let (mut files, mut imports) = (BTreeMap::new(), BTreeMap::new());
        for (path, text) in sources.iter().filter(|(path, _)| own(path)) {
            let name: Name = if path == Path::new("lib.rs") {
                Vec::new()
            } else {
                path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect()
            };
            let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let mut found = Vec::new();
            for item in file.items {
                if let Item::Use(item) = item {
                    let handed_on = !matches!(item.vis, Visibility::Inherited);
                    leaves(&item.tree, &mut Vec::new(), &mut |path, name| {
                        found.push(Import { path: path.to_vec(), name, handed_on });
                    });
                }
            }
            files.insert(name.clone(), path.clone());
            imports.insert(name, found);
        }
        Self { files, imports }
    }

    /// The files that each file imports from, itself left out.
    pub(crate) fn arrows(&self) -> BTreeMap<PathBuf, BTreeSet<PathBuf>> {
        let mut arrows = BTreeMap::new();
        for (module, imports) in &self.imports {
            let targets = imports.iter().filter_map(|import| self.home(module, &import.path, 0));
            // A part may name the whole that it is of.
            let other = |target: &Name| !module.starts_with(target);
            let targets = targets.filter(other).map(|target| self.files[&target].clone());
            arrows.insert(self.files[module].clone(), targets.collect());
        }
        arrows
    }

    /// The module that has what `from` calls `path`, if it is of this crate.
    fn home(&self, from: &Name, path: &[String], depth: usize) -> Option<Name> {
        let (mut at, mut rest) = self.begin(from, path)?;
        // As far as it names modules.
        while let [next, further @ ..] = rest {
            let child: Name = at.iter().chain([next]).cloned().collect();
            if !self.files.contains_key(&child) {
                break;
            }
            (at, rest) = (child, further);
        }
        let Some(thing) = rest.first().filter(|_| depth < 8) else { return Some(at) };
        let handed_on = self.imports.get(&at).into_iter().flatten().filter(|import| import.handed_on);
        let named = |import: &&Import| import.name.as_ref().is_none_or(|name| name == thing);
        handed_on
            .filter(named)
            .filter(|import| import.name.is_some())
            .find_map(|import| self.home(&at, &import.path, depth + 1))
            .or(Some(at))
    }

    /// Where a path begins, and what is left of it.
    fn begin<'a>(&self, from: &Name, path: &'a [String]) -> Option<(Name, &'a [String])> {
        let (first, mut rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" => Vec::new(),
            "self" => from.clone(),
            "super" => from[..from.len().checked_sub(1)?].to_vec(),
            child => {
                let child: Name = from.iter().cloned().chain([child.to_owned()]).collect();
                return self.files.contains_key(&child).then_some((child, rest));
            }
        };
        while let ["super", ..] = rest.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            at.pop()?;
            rest = &rest[1..];
        }
        Some((at, rest))
    }
}

fn leaves(tree: &UseTree, path: &mut Name, found: &mut impl FnMut(&[String], Option<String>)) {
    match tree {
        UseTree::Path(step) => {
            path.push(step.ident.to_string());
            leaves(&step.tree, path, found);
            path.pop();
        }
        UseTree::Name(name) if name.ident == "self" => found(path, path.last().cloned()),
        UseTree::Name(name) => {
            path.push(name.ident.to_string());
            found(path, Some(name.ident.to_string()));
            path.pop();
        }
        UseTree::Rename(name) => {
            path.push(name.ident.to_string());
            found(path, Some(name.rename.to_string()));
            path.pop();
        }
        UseTree::Glob(_) => found(path, None),
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, path, found)),
    }
}

/// The groups of files each of which imports from the others, however long the way.
pub(crate) fn circles(arrows: &BTreeMap<PathBuf, BTreeSet<PathBuf>>) -> Vec<BTreeSet<PathBuf>> {
    let reached: BTreeMap<&PathBuf, BTreeSet<&PathBuf>> =
        arrows.keys().map(|from| (from, reachable(arrows, from))).collect();
    let mut circles: Vec<BTreeSet<PathBuf>> = Vec::new();
    for (file, reach) in &reached {
        let circle: BTreeSet<PathBuf> = reach
            .iter()
            .filter(|other| reached[*other].contains(file))
            .map(|other| (*other).clone())
            .collect();
        if !circle.is_empty() && !circles.contains(&circle) {
            circles.push(circle);
        }
    }
    circles
}

fn reachable<'a>(
    arrows: &'a BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    from: &'a PathBuf,
) -> BTreeSet<&'a PathBuf> {
    let (mut reached, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(file) = open.pop() {
        open.extend(arrows[file].iter().filter(|next| reached.insert(*next)));
    }
    reached
}
