//! A file that is put aside when it grows too long.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::files;

/// How long a file may grow, in bytes.
const LONGEST: u64 = 8 * 1024 * 1024;
/// How many old files are kept: `callboard.log.1` is the newest of them.
const KEPT: u32 = 4;

/// Lines that could not be written: how many, and why the last one was not.
#[derive(Debug, Default)]
pub(super) struct Lost(Mutex<(u64, String)>);

impl Lost {
    fn note(&self, why: &io::Error) {
        let mut lost = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *lost = (lost.0.saturating_add(1), why.to_string());
    }

    /// How many, and why, if there are any.
    pub(super) fn told(&self) -> Option<(u64, String)> {
        let lost = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (lost.0 > 0).then(|| lost.clone())
    }
}

/// A file that becomes `NAME.1` when it is full, `NAME.1` then `NAME.2`, and so on: months of log take a
/// known amount of disk.
pub(super) struct Rolling {
    path: PathBuf,
    file: File,
    length: u64,
    longest: u64,
    lost: Arc<Lost>,
}

impl Rolling {
    /// Opens `path` for more lines, and makes its folder if need be.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Self::with_limit(path, LONGEST)
    }

    fn with_limit(path: &Path, longest: u64) -> io::Result<Self> {
        let file = files::append(path)?;
        let length = file.metadata()?.len();
        Ok(Self { path: path.to_owned(), file, length, longest, lost: Arc::default() })
    }

    /// What could not be written.
    pub(super) fn lost(&self) -> Arc<Lost> {
        Arc::clone(&self.lost)
    }

    fn numbered(&self, number: u32) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(format!(".{number}"));
        name.into()
    }

    fn roll(&mut self) -> io::Result<()> {
        for number in (1..KEPT).rev() {
            match fs::rename(self.numbered(number), self.numbered(number + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        fs::rename(&self.path, self.numbered(1))?;
        self.file = files::append(&self.path)?;
        self.length = 0;
        Ok(())
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.length >= self.longest {
            // A folder that turned read-only ends the rolling, not the log.
            self.roll().or_else(|_| self.file.set_len(0).map(|()| self.length = 0))?;
        }
        let written = self.file.write(bytes)?;
        self.length = self.length.saturating_add(u64::try_from(written).unwrap_or(u64::MAX));
        Ok(written)
    }
}

impl Write for Rolling {
    /// Writes of a line what there is room for. Whoever writes here hears nothing of errors: they are noted.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.append(bytes).inspect_err(|why| self.lost.note(why))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of this run alone: two at a time must not write into each other's.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("callboard-log-{name}-{}", std::process::id()));
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("a folder of ours");
        }
        folder
    }

    #[test]
    fn months_of_log_take_a_known_amount_of_disk() {
        let folder = folder("rolls");
        let mut log = Rolling::with_limit(&folder.join("callboard.log"), 100).expect("opened");
        for line in 0..1000 {
            writeln!(log, "line {line:04}").expect("written");
        }
        let files: Vec<_> =
            fs::read_dir(&folder).expect("there").map(|file| file.expect("there").path()).collect();
        assert_eq!(files.len(), 1 + KEPT as usize);
        let total: u64 = files.iter().map(|file| file.metadata().expect("there").len()).sum();
        assert!(total <= 5 * 110, "{total}");
        let newest = fs::read_to_string(folder.join("callboard.log")).expect("there");
        assert!(newest.ends_with("line 0999\n"), "{newest}");
    }

    #[cfg(unix)]
    #[test]
    fn lines_that_a_full_disk_does_not_take_are_counted() {
        let mut log = Rolling::open(&folder("full").join("callboard.log")).expect("opened");
        let lost = log.lost();
        log.write_all(b"written\n").expect("written");
        assert_eq!(lost.told(), None);
        log.file = File::options().write(true).open("/dev/full").expect("opened");
        for _ in 0..3 {
            log.write_all(b"not written\n").expect_err("full");
        }
        let (lines, why) = lost.told().expect("told");
        assert_eq!((lines, why.contains("No space left on device")), (3, true), "{why}");
    }

    #[test]
    fn a_log_goes_on_where_it_ended_and_only_its_owner_reads_it() {
        let path = folder("again").join("deeper/callboard.log");
        writeln!(Rolling::open(&path).expect("opened"), "one").expect("written");
        writeln!(Rolling::open(&path).expect("opened"), "two").expect("written");
        assert_eq!(fs::read_to_string(&path).expect("there"), "one\ntwo\n");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(path.metadata().expect("there").permissions().mode() & 0o777, 0o600);
        }
    }
}
