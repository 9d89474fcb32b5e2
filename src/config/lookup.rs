//! Where a secret really is: the environment, a file, or what a command prints.

use std::io::{self, Read};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::fail::Fail;
use super::source::{Source, readable_by_others};
use crate::files;

/// How long a command may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most that is read from it, in bytes.
const LONGEST: u64 = 65_536;

/// A secret, and how it came.
pub(super) struct Found {
    pub(super) secret: String,
    /// Whether it stood in the configuration itself.
    pub(super) literal: bool,
    /// What works and is not wise about where it is.
    pub(super) warning: Option<String>,
}

/// The secret that `written` in `source` stands for. Failures name the remedy and no value.
pub(super) fn secret(source: &Source, written: &str) -> Result<Found, Fail> {
    let (mut literal, mut warning) = (false, None);
    let secret = if let Some(name) = written.strip_prefix("env:") {
        variable(source, name.trim())?
    } else if let Some(path) = written.strip_prefix("file:") {
        let (secret, open) = file(source, path.trim())?;
        warning = open;
        secret
    } else if let Some(command) = written.strip_prefix("cmd:") {
        command_output(source, command, PATIENCE)?
    } else {
        literal = true;
        written.to_owned()
    };
    if secret.trim().is_empty() {
        return Err(Fail::new("the secret is empty"));
    }
    Ok(Found { secret, literal, warning })
}

/// A pasted secret after `env:` is not a name, and is not repeated.
fn variable(source: &Source, name: &str) -> Result<String, Fail> {
    let named = name.len() <= 64
        && name.starts_with(|char: char| char.is_ascii_uppercase() || char == '_')
        && name.chars().all(|char| char.is_ascii_uppercase() || char.is_ascii_digit() || char == '_');
    match source.env().get(name) {
        Some(value) => Ok(value),
        None if named => Err(Fail::new(format!(
            "environment variable {name} is not set; set it, or use file:PATH or cmd:COMMAND"
        ))),
        None => Err(Fail::new("the environment variable after `env:` is not set; names are like RC_JWT")),
    }
}

/// What the file holds, and a warning if others can read it.
fn file(source: &Source, written: &str) -> Result<(String, Option<String>), Fail> {
    let path = source.resolve(written);
    let shown = path.display();
    let text = files::read_any(&path)
        .and_then(|bytes| {
            String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
        })
        .map_err(|error| Fail::new(format!("failed to read the secret's file {shown}: {}", error.kind())))?;
    let warning = readable_by_others(&path)
        .then(|| format!("{shown} holds a secret and can be read by others: chmod 600 {shown}"));
    Ok((text.trim_end_matches(['\n', '\r']).to_owned(), warning))
}

/// The first line that `sh -c` prints, within `patience`. Its standard error is thrown away: password
/// managers write there what must not reach a screen or a log.
fn command_output(source: &Source, command: &str, patience: Duration) -> Result<String, Fail> {
    let failed = |kind: io::ErrorKind| Fail::new(format!("failed to run the secret's command: {kind}"));
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    if !source.folder().as_os_str().is_empty() {
        shell.current_dir(source.folder());
    }
    // A group of its own: what the command began ends with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut shell, 0);
    let mut child = shell.spawn().map_err(|error| failed(error.kind()))?;
    let printed = printed(child.stdout.take());
    let Ok(printed) = printed.recv_timeout(patience) else {
        // If it has just ended by itself there is nothing to kill, and it is reaped all the same.
        end(&mut child).and_then(|()| child.wait()).map_err(|error| failed(error.kind()))?;
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

/// Ends `child` and everything that it began. It is not reaped yet, so its group's number is still its own.
fn end(child: &mut Child) -> io::Result<()> {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal, kill_process_group};
        // It may have ended by itself, with all that it began.
        kill_process_group(Pid::from_child(child), Signal::KILL).ok();
    }
    child.kill()
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

    #[test]
    fn a_command_that_hangs_is_ended() {
        let source = Source::new(Path::new("config.toml"), "", &Env::fixed(&[]), false);
        let fail = command_output(&source, "exec sleep 600", Duration::from_millis(1)).expect_err("hangs");
        assert_eq!(fail.text, "the secret's command took longer than 0 s");
    }

    #[cfg(unix)]
    #[test]
    fn what_the_command_began_is_ended_with_it() {
        let folder = std::env::temp_dir().join(format!("callboard-cmd-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let pipe = folder.join("pipe");
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RWXU).expect("a pipe");
        // Reading ends when the last process that holds the other end is gone.
        let (tell, heard) = mpsc::channel();
        std::thread::spawn(move || tell.send(std::fs::read(pipe).expect("read to its end")));
        let source = Source::new(&folder.join("config.toml"), "", &Env::fixed(&[]), false);
        // The shell ends at once; what it leaves behind holds its output open.
        let command = "exec 3> pipe; echo held >&3; sleep 100 & exit 0";
        let fail = command_output(&source, command, Duration::from_secs(1)).expect_err("it hangs");
        assert_eq!(fail.text, "the secret's command took longer than 1 s");
        let held = heard.recv_timeout(Duration::from_mins(1)).expect("it does not live on");
        assert_eq!(held, b"held\n");
        std::fs::remove_dir_all(folder).expect("clean");
    }
}
