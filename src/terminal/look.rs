//! Which colours and signs this terminal gets.

use termprofile::{DetectorSettings, IsTerminal, TermProfile};

use crate::config::{BoardSettings, Colour, Env, Theme};
use crate::session::Appearance;
use crate::view::{Background, Depth, Look, Signs};

/// What a board is shown on: a terminal, wherever it is.
#[derive(Debug)]
struct Shown;

impl IsTerminal for Shown {
    fn is_terminal(&self) -> bool {
        true
    }
}

/// What `settings` ask for and the terminal behind `env` can show.
pub fn look(settings: &BoardSettings, env: &Env) -> Look {
    let depth = match settings.colour {
        Colour::Auto => detected(env, true),
        Colour::Always => match detected(env, false) {
            Depth::Mono => Depth::Sixteen,
            depth @ (Depth::Sixteen | Depth::Indexed | Depth::Full) => depth,
        },
        Colour::Never => Depth::Mono,
        Colour::Ansi16 => Depth::Sixteen,
        Colour::Ansi256 => Depth::Indexed,
        Colour::TrueColor => Depth::Full,
    };
    let background = match settings.theme {
        Theme::Light => Background::Light,
        Theme::Auto if is_light(env) => Background::Light,
        Theme::Dark | Theme::Auto => Background::Dark,
    };
    Look::new(depth, background, signs(settings, env))
}

/// `look` as an operator wants it from now on.
pub(super) fn changed(look: &Look, to: Appearance) -> Look {
    match to {
        Appearance::Dark => look.on(Background::Dark),
        Appearance::Light => look.on(Background::Light),
        Appearance::Ascii => look.with(Signs::Ascii),
        Appearance::Unicode => look.with(Signs::Unicode),
    }
}

/// What the variables say. They are those of the process behind this terminal: over SSH, the login's.
fn detected(env: &Env, obey_no_color: bool) -> Depth {
    if obey_no_color && env.get("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return Depth::Mono;
    }
    let names = [
        "TERM",
        "COLORTERM",
        "TERM_PROGRAM",
        "TERM_PROGRAM_VERSION",
        "FORCE_COLOR",
        "CLICOLOR_FORCE",
        "TMUX",
    ];
    let variables: std::collections::BTreeMap<String, String> =
        names.iter().filter_map(|name| Some(((*name).to_owned(), env.get(name)?))).collect();
    let settings = DetectorSettings::new().enable_tmux_info(false);
    let variables = termprofile::TermVars::from_source(&variables, &Shown, settings);
    match TermProfile::detect_with_vars(variables) {
        TermProfile::NoTty | TermProfile::NoColor => Depth::Mono,
        TermProfile::Ansi16 => Depth::Sixteen,
        TermProfile::Ansi256 => Depth::Indexed,
        TermProfile::TrueColor => Depth::Full,
    }
}

/// `COLORFGBG` ends in the background's colour, where a terminal sets it; 7 and 15 are the light ones.
fn is_light(env: &Env) -> bool {
    env.get("COLORFGBG").is_some_and(|value| matches!(value.rsplit(';').next(), Some("7" | "15")))
}

/// The signs that `settings` ask for, and that the locale of `env` can write.
pub fn signs(settings: &BoardSettings, env: &Env) -> Signs {
    if settings.ascii || !speaks_unicode(env) { Signs::Ascii } else { Signs::Unicode }
}

/// The first of `LC_ALL`, `LC_CTYPE` and `LANG` that is set says it: `C` and `POSIX` are ASCII, as is every character
/// set but UTF-8. Where none is set, as in many an SSH login, or where no character set is named, the terminal of
/// today speaks UTF-8; the bare console does not draw all of it.
fn speaks_unicode(env: &Env) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| env.get(name).filter(|value| !value.is_empty()));
    let console = env.get("TERM").is_some_and(|term| term == "linux" || term == "dumb");
    !console
        && locale.is_none_or(|locale| {
            let locale = locale.to_lowercase();
            let plain = matches!(locale.as_str(), "c" | "posix");
            locale.contains("utf-8") || locale.contains("utf8") || !plain && !locale.contains('.')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_says_whether_there_is_more_than_ascii() {
        use Signs::{Ascii, Unicode};
        let all = |locale| vec![("LC_ALL", locale)];
        for (pairs, wanted) in [
            (vec![], Unicode),
            (all("C"), Ascii),
            (all("POSIX"), Ascii),
            (all("C.UTF-8"), Unicode),
            (all("C.utf8"), Unicode),
            (all("en_US.UTF-8"), Unicode),
            (all("en_US"), Unicode),
            (all("en_US.ISO-8859-1"), Ascii),
            (all("ru_RU.KOI8-R"), Ascii),
            (vec![("LC_CTYPE", "C")], Ascii),
            (vec![("LANG", "POSIX")], Ascii),
            // The first that is set and not empty says it.
            (vec![("LC_ALL", "C"), ("LANG", "en_US.UTF-8")], Ascii),
            (vec![("LC_ALL", "en_US.UTF-8"), ("LC_CTYPE", "C"), ("LANG", "C")], Unicode),
            (vec![("LC_CTYPE", "C"), ("LANG", "en_US.UTF-8")], Ascii),
            (vec![("LC_CTYPE", "en_US.UTF-8"), ("LANG", "C")], Unicode),
            (vec![("LC_ALL", ""), ("LANG", "C")], Ascii),
            (vec![("TERM", "linux"), ("LANG", "en_US.UTF-8")], Ascii),
        ] {
            let config = crate::config::defaults(&Env::fixed(&[("HOME", "/nowhere")])).expect("defaults");
            assert_eq!(signs(&config.board, &Env::fixed(&pairs)), wanted, "{pairs:?}");
            let asked = BoardSettings { ascii: true, ..config.board };
            assert_eq!(signs(&asked, &Env::fixed(&pairs)), Ascii, "{pairs:?}");
        }
    }
}
