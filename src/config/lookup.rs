//! Where a secret really is: the environment, a file, or what a command prints.

use std::io::Read;
use std::process::{ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::Secret;
use super::fail::Fail;
use super::read::Reader;
use super::source::readable_by_others;

/// How long a command may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most that is read from it, in bytes.
const LONGEST: u64 = 65_536;

/// The secret that `written` stands for. Failures name the remedy and no value.
pub(super) fn secret(reader: &Reader<'_>, written: &str) -> Result<String, Fail> {
    let secret = if let Some(name) = written.strip_prefix("env:") {
        variable(reader, name.trim())?
    } else if let Some(path) = written.strip_prefix("file:") {
        file(reader, path.trim())?
    } else if let Some(command) = written.strip_prefix("cmd:") {
        command_output(reader, command, PATIENCE)?
    } else {
        reader.literal.set(true);
        written.to_owned()
    };
    if secret.trim().is_empty() {
        return Err(Fail::new("the secret is empty"));
    }
    reader.secrets.borrow_mut().push(Secret::literal(&secret));
    Ok(secret)
}

/// A pasted secret after `env:` is not a name, and is not repeated.
fn variable(reader: &Reader<'_>, name: &str) -> Result<String, Fail> {
    let named = name.len() <= 64
        && name.starts_with(|char: char| char.is_ascii_uppercase() || char == '_')
        && name.chars().all(|char| char.is_ascii_uppercase() || char.is_ascii_digit() || char == '_');
    match reader.source.env().get(name) {
        Some(value) => Ok(value),
        None if named => Err(Fail::new(format!(
            "environment variable {name} is not set; set it, or use file:PATH or cmd:COMMAND"
        ))),
        None => Err(Fail::new("the environment variable after `env:` is not set; names are like RC_JWT")),
    }
}

fn file(reader: &Reader<'_>, written: &str) -> Result<String, Fail> {
    let path = reader.source.resolve(written);
    let shown = path.display();
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Fail::new(format!("failed to read the secret's file {shown}: {}", error.kind())))?;
    if readable_by_others(&path) {
        reader
            .warnings
            .borrow_mut()
            .push(format!("{shown} holds a secret and can be read by others: chmod 600 {shown}"));
    }
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

/// The first line that `sh -c` prints, within `patience`. Its standard error is thrown away: password
/// managers write there what must not reach a screen or a log.
fn command_output(reader: &Reader<'_>, command: &str, patience: Duration) -> Result<String, Fail> {
    let failed = |kind: std::io::ErrorKind| Fail::new(format!("failed to run the secret's command: {kind}"));
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    if !reader.source.folder().as_os_str().is_empty() {
        shell.current_dir(reader.source.folder());
    }
    let mut child = shell.spawn().map_err(|error| failed(error.kind()))?;
    let printed = printed(child.stdout.take());
    let Ok(printed) = printed.recv_timeout(patience) else {
        // If it has just ended by itself there is nothing to kill, and it is reaped all the same.
        child.kill().and_then(|()| child.wait()).map_err(|error| failed(error.kind()))?;
        return Err(Fail::new(format!("the secret's command took longer than {} s", patience.as_secs())));
    };
    let status = child.wait().map_err(|error| failed(error.kind()))?;
    match printed.lines().next() {
        _ if !status.success() => {
            Err(Fail::new(format!("the secret's command failed ({status}); try it by hand")))
        }
        Some(line) => Ok(line.to_owned()),
        None => Err(Fail::new("the secret's command printed nothing")),
    }
}

/// Everything that `output` yields until it is closed, read aside so that the wait for it can end.
fn printed(output: Option<ChildStdout>) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::sync_channel(1);
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = output.map(|output| output.take(LONGEST).read_to_end(&mut bytes));
        let text = String::from_utf8(bytes).unwrap_or_default();
        // Nobody listens any more once the time is up.
        sender.send(if matches!(read, Some(Ok(_))) { text } else { String::new() }).ok();
    });
    receiver
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Env;
    use crate::config::source::Source;

    #[test]
    fn a_command_that_hangs_is_ended() {
        let source = Source::new(Path::new("config.toml"), "", &Env::fixed(&[]), false);
        let reader = Reader::new(&source, "v.a", &[]);
        let fail = command_output(&reader, "exec sleep 600", Duration::from_millis(1)).expect_err("hangs");
        assert_eq!(fail.text, "the secret's command took longer than 0 s");
    }
}
