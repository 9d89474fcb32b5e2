//! The file's tables, one by one: what every installation has, and the accounts.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::limits::{self, LIMITS};
use super::nearest::nearest;
use super::people::{PEOPLE, people};
use super::read::read;
use super::settings::{WireBoard, WireOperator};
use super::source::Source;
use super::tree::{Entry, Node, Tree, parse};
use super::{BoardSettings, Config, ConfigError, Operator, Problem, Section};
use crate::domain::{Account, AccountLimits, Limits, Mapping, Text, Thresholds};

/// The table of the board, and the one of the operator: no vendor is called so.
const BOARD: &str = "callboard";
const OPERATOR: &str = "operator";

/// What `source` says; every mistake of the file at once, in the order of its lines.
pub(super) fn config(source: Source, path: Option<PathBuf>) -> Result<Config, ConfigError> {
    let entries = parse(&source)?;
    let mut outline = Outline::new(source);
    for entry in &entries {
        outline.top(entry);
    }
    outline.check_phones();
    // After the accounts, which may stand below.
    outline.read_limits(&entries);
    for entry in entries.iter().filter(|entry| entry.key == PEOPLE) {
        let people = people(&outline.source, entry, &outline.accounts);
        outline.people = outline.keep(people).unwrap_or_default();
    }
    outline.problems.sort_by_key(|problem| (problem.line, problem.column));
    if outline.problems.is_empty() {
        Ok(outline.finish(path))
    } else {
        Err(ConfigError::Invalid(outline.problems))
    }
}

/// What was read so far.
struct Outline {
    source: Arc<Source>,
    board: WireBoard,
    operator: WireOperator,
    phones: BTreeMap<Account, (usize, Text)>,
    /// Every account that has a table, also one with mistakes.
    accounts: Vec<Account>,
    sections: Vec<Section>,
    people: Vec<Mapping>,
    /// The tables of the accounts' limits.
    limits: Vec<(Account, Entry)>,
    thresholds: Thresholds,
    problems: Vec<Problem>,
    warnings: Vec<String>,
}

impl Outline {
    fn new(source: Source) -> Self {
        Self {
            source: Arc::new(source),
            board: WireBoard::default(),
            operator: WireOperator::default(),
            phones: BTreeMap::new(),
            accounts: Vec::new(),
            sections: Vec::new(),
            people: Vec::new(),
            limits: Vec::new(),
            thresholds: Thresholds::default(),
            problems: Vec::new(),
            warnings: Vec::new(),
        }
    }

    fn wrong(&mut self, at: usize, text: String, excerpt: String) {
        self.problems.push(self.source.problem(at, text, Some(excerpt)));
    }

    fn keep<T>(&mut self, result: Result<T, Vec<Problem>>) -> Option<T> {
        result.map_err(|problems| self.problems.extend(problems)).ok()
    }

    fn top(&mut self, entry: &Entry) {
        let name = Text::new(&entry.key);
        match (entry.key.as_str(), &entry.node.value) {
            (BOARD, _) => {
                let result = read(&self.source, BOARD, &[], &entry.node);
                self.board = self.keep(result).map(|read| read.value).unwrap_or_default();
            }
            (OPERATOR, _) => self.operator(&entry.node),
            (PEOPLE | LIMITS, _) => {}
            (key, Tree::Table(accounts))
                if accounts.iter().any(|account| is_account(&account.node)) && !is_limits(key) =>
            {
                for account in accounts {
                    self.account(&entry.key, account);
                }
            }
            (_, Tree::Table(_)) => {
                let hint = match nearest(&entry.key, [BOARD, OPERATOR, LIMITS]) {
                    Some(right) => format!("did you mean [{right}]?"),
                    None => "an account's table is [VENDOR.NAME], as in [ringcentral.sales]".to_owned(),
                };
                self.wrong(entry.at, format!("[{name}] is no account; {hint}"), format!("[{name}]"));
            }
            (key, Tree::List(_)) if nearest(key, [PEOPLE]).is_some() => {
                let text = format!("[[{name}]] is no list of the configuration; did you mean [[{PEOPLE}]]?");
                self.wrong(entry.at, text, format!("[[{name}]]"));
            }
            _ => {
                let text = format!(
                    "unknown key `{name}` before the first table; \
                     the board's settings stand in [{BOARD}], an account's in [VENDOR.NAME]"
                );
                self.wrong(entry.at, text, format!("{name} = ***"));
            }
        }
    }

    fn account(&mut self, vendor: &str, entry: &Entry) {
        let (vendor, name) = (Text::new(vendor), Text::new(&entry.key));
        let header = format!("[{vendor}.{name}]");
        match &entry.node.value {
            Tree::Table(entries) if is_name(&entry.key) => {
                let account = Account::new(&vendor, &entry.key);
                self.accounts.push(account.clone());
                let limits = entries.iter().find(|entry| entry.key == LIMITS);
                self.limits.extend(limits.map(|limits| (account.clone(), limits.clone())));
                let result = Section::new(account, &self.source, entry.at, entries);
                let section = self.keep(result);
                self.sections.extend(section);
            }
            Tree::Table(_) => {
                let text = format!("{header}: an account's name is made of letters, digits, `-` and `_`");
                self.wrong(entry.at, text, header);
            }
            Tree::List(_) => {
                let text = format!("[{header}] is a list; an account is {header}, with one pair of brackets");
                self.wrong(entry.at, text, format!("[{header}]"));
            }
            Tree::Text(_) | Tree::Integer(_) | Tree::Float(_) | Tree::Flag(_) | Tree::Date(_) => {
                let text =
                    format!("`{name}` stands in [{vendor}], which is no account; move it to [{vendor}.NAME]");
                self.wrong(entry.at, text, format!("{name} = ***"));
            }
        }
    }

    /// Reads `[limits]`, and what the accounts make of it.
    fn read_limits(&mut self, entries: &[Entry]) {
        let mut floor = Limits::default();
        for entry in entries.iter().filter(|entry| entry.key == LIMITS) {
            let limits = limits::floor(&self.source, entry);
            floor = self.keep(limits).unwrap_or(floor);
        }
        let mut accounts: Vec<(Account, AccountLimits)> = Vec::new();
        for (account, entry) in std::mem::take(&mut self.limits) {
            let limits = limits::account(&self.source, &account.to_string(), &entry, floor);
            accounts.extend(self.keep(limits).map(|limits| (account, limits)));
        }
        self.thresholds = Thresholds::new(floor, accounts);
    }

    /// Reads `[operator]`, whose phones may be written `"ringcentral.sales"` or `ringcentral.sales`.
    fn operator(&mut self, node: &Node) {
        let mut rest = node.clone();
        if let (Tree::Table(all), Tree::Table(rest)) = (&node.value, &mut rest.value) {
            rest.retain(|entry| entry.key != "phones");
            for entry in all.iter().filter(|entry| entry.key == "phones") {
                self.phones(&entry.node, None);
            }
        }
        let result = read(&self.source, OPERATOR, &["phones"], &rest);
        self.operator = self.keep(result).map(|read| read.value).unwrap_or_default();
    }

    fn phones(&mut self, node: &Node, vendor: Option<&str>) {
        let Tree::Table(entries) = &node.value else {
            let text = "`phones` is a table: [operator.phones], with lines such as \"ringcentral.sales\" = \"+15550100\"";
            return self.wrong(node.at, text.to_owned(), "phones = ***".to_owned());
        };
        for entry in entries {
            let split =
                vendor.map(|vendor| (vendor, entry.key.as_str())).or_else(|| entry.key.split_once('.'));
            match (split, &entry.node.value) {
                (Some((vendor, name)), Tree::Text(phone)) => {
                    let account = Account::new(&Text::new(vendor), &Text::new(name));
                    self.phones.insert(account, (entry.at, Text::new(phone)));
                }
                (None, Tree::Table(_)) if vendor.is_none() => self.phones(&entry.node, Some(&entry.key)),
                _ => {
                    let key = Text::new(&entry.key);
                    let text = format!("`{key}` in [operator.phones]: expected \"VENDOR.NAME\" = \"NUMBER\"");
                    self.wrong(entry.at, text, format!("{key} = ***"));
                }
            }
        }
    }

    /// A phone for an account that is not there is most likely a slip; it may also be an account that was
    /// taken out for a while.
    fn check_phones(&mut self) {
        let accounts: Vec<String> = self.sections.iter().map(|section| section.account.to_string()).collect();
        for (account, (at, _)) in &self.phones {
            let account = account.to_string();
            if !accounts.contains(&account) {
                let hint = nearest(&account, accounts.iter().map(String::as_str))
                    .map(|right| format!("; did you mean `{right}`?"))
                    .unwrap_or_default();
                let text = format!("[operator.phones] names `{account}`, which is no account{hint}");
                self.warnings.push(self.source.problem(*at, text, None).to_string());
            }
        }
    }

    fn finish(self, path: Option<PathBuf>) -> Config {
        let Self { source, board, operator, phones, mut sections, people, thresholds, mut warnings, .. } =
            self;
        sections.sort_by_key(Section::header);
        let env = source.env();
        let state = |written: Option<PathBuf>, file: &str| match written {
            Some(path) => source.resolve(&path.to_string_lossy()),
            None => env.xdg("XDG_STATE_HOME", ".local/state", file).unwrap_or_else(|| source.resolve(file)),
        };
        if env.xdg("XDG_STATE_HOME", ".local/state", "").is_none() {
            let folder: PathBuf = source.resolve("").components().collect();
            let folder = if folder.as_os_str().is_empty() {
                "the current folder".to_owned()
            } else {
                folder.display().to_string()
            };
            warnings.push(format!(
                "neither HOME nor XDG_STATE_HOME is set: logs go to {folder}, unless log_file and audit_file name others"
            ));
        }
        let user = || env.get("USER").or_else(|| env.get("LOGNAME")).as_deref().and_then(Text::some);
        Config {
            log_file: state(board.log_file, "callboard.log"),
            audit_file: state(board.audit_file, "audit.jsonl"),
            view_file: state(None, "view.json"),
            board: BoardSettings {
                title: board.title.as_deref().and_then(Text::some).unwrap_or_else(|| Text::new("callboard")),
                colour: board.colour,
                theme: board.theme,
                ascii: board.ascii,
                mouse: board.mouse,
                read_only: board.read_only,
            },
            operator: Operator {
                name: operator
                    .name
                    .as_deref()
                    .and_then(Text::some)
                    .or_else(user)
                    .unwrap_or_else(|| Text::new("operator")),
                phone: operator.phone.as_deref().and_then(Text::some),
                phones: phones.into_iter().map(|(account, (_, phone))| (account, phone)).collect(),
            },
            path,
            sections,
            people,
            thresholds,
            warnings,
        }
    }
}

/// Whether the value below a vendor's name is meant as an account.
fn is_account(node: &Node) -> bool {
    match &node.value {
        Tree::Table(_) => true,
        Tree::List(items) => items.iter().any(|item| matches!(item.value, Tree::Table(_))),
        Tree::Text(_) | Tree::Integer(_) | Tree::Float(_) | Tree::Flag(_) | Tree::Date(_) => false,
    }
}

/// Whether a table's name is a slip of the one of limits, whose times are tables as accounts are.
fn is_limits(name: &str) -> bool {
    nearest(name, [LIMITS]).is_some()
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '-' || char == '_')
}
