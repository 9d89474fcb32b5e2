//! Files for their owner's eyes only: call centres are full of names and numbers.
//!
//! The audit log, the log and the remembered view are opened here and nowhere else. A link is not followed: whoever can
//! write to the folder could make the program write elsewhere. What an earlier version, a copy or a restored backup left
//! open to others is narrowed; a folder that the program did not make is told, and left as it is.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read as _};
use std::path::Path;

#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};

/// The mode of a file.
const FILE: u32 = 0o600;
/// The mode of a folder.
const FOLDER: u32 = 0o700;
/// What is neither the owner's nor a type.
const OTHERS: u32 = 0o077;
/// In such a folder nobody can replace the files of others.
const STICKY: u32 = 0o1000;
/// The longest text that [`read`] reads, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// Opens `path` to read it and to write at its end. It and its folder are made if need be.
pub fn append(path: &Path) -> io::Result<File> {
    make_folder(path)?;
    open(path, OpenOptions::new().read(true).append(true).create(true))
}

/// Puts `text` into the place of the file `path` in one step, so that nobody ever reads half of it. A link at `path` is
/// replaced.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    make_folder(path)?;
    // Two boards may do this at the same time.
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    let mut file = open(&beside, OpenOptions::new().write(true).create(true).truncate(true))?;
    io::Write::write_all(&mut file, text.as_bytes())?;
    file.sync_data()?;
    fs::rename(&beside, path)
}

/// The text of the file `path`; of one that is longer than a mebibyte, an error.
pub fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let length = open(path, OpenOptions::new().read(true))?.take(LONGEST + 1).read_to_string(&mut text)?;
    if u64::try_from(length).is_ok_and(|length| length > LONGEST) {
        return Err(too_long());
    }
    Ok(text)
}

/// The text of `path`, which may be a link or a pipe; of one that is longer than a mebibyte, such as a device that never
/// ends, an error.
pub fn read_any(path: &Path) -> io::Result<Vec<u8>> {
    read_up_to(path, LONGEST)
}

/// The same of one that may have `longest` bytes.
pub fn read_up_to(path: &Path, longest: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(longest + 1).read_to_end(&mut bytes)?;
    let fits = u64::try_from(bytes.len()).is_ok_and(|length| length <= longest);
    if fits { Ok(bytes) } else { Err(io::ErrorKind::FileTooLarge.into()) }
}

fn too_long() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, "longer than 1 MiB")
}

/// What is not wise about the folder that `path` is in, where it is our own: that others may enter it.
pub fn warning(path: &Path) -> Option<String> {
    let folder = path.parent()?;
    let open = open_to_others(&fs::metadata(folder).ok()?);
    let shown = folder.display();
    open.then(|| format!("others can look into the folder {shown}: chmod 700 {shown}, or use one of its own"))
}

/// Makes the folder that `path` is in.
fn make_folder(path: &Path) -> io::Result<()> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(FOLDER);
    builder.create(folder)
}

#[cfg(unix)]
fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    use rustix::fs::OFlags;
    // A pipe that nobody holds the other end of would keep the board from starting.
    let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).unwrap_or_default();
    let opened = options.mode(FILE).custom_flags(flags).open(path);
    let file = opened.map_err(|error| if is_link(&error) { linked(path) } else { error })?;
    let meta = file.metadata()?;
    if meta.is_file() && meta.permissions().mode() & OTHERS != 0 {
        // Of a file that somebody else owns it is theirs to say who reads it.
        let theirs = |error: &io::Error| error.kind() == io::ErrorKind::PermissionDenied;
        file.set_permissions(Permissions::from_mode(FILE))
            .or_else(|error| if theirs(&error) { Ok(()) } else { Err(error) })?;
    }
    Ok(file)
}

#[cfg(not(unix))]
fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    options.open(path)
}

#[cfg(unix)]
fn is_link(error: &io::Error) -> bool {
    let is = |code: rustix::io::Errno| error.raw_os_error() == Some(code.raw_os_error());
    // Linux says that there are too many links, BSD that there is one.
    is(rustix::io::Errno::LOOP) || is(rustix::io::Errno::MLINK)
}

fn linked(path: &Path) -> io::Error {
    let shown = path.display();
    io::Error::other(format!(
        "{shown} is a link, and links are not followed: remove it, or name the file itself in the configuration"
    ))
}

#[cfg(unix)]
fn open_to_others(folder: &fs::Metadata) -> bool {
    let mode = folder.mode();
    folder.uid() == rustix::process::geteuid().as_raw() && mode & OTHERS != 0 && mode & STICKY == 0
}

#[cfg(not(unix))]
fn open_to_others(_folder: &fs::Metadata) -> bool {
    false
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("callboard-files-{name}-{}", std::process::id()));
            drop(fs::remove_dir_all(&folder));
            fs::create_dir(&folder).unwrap();
            Self(folder)
        }

        fn at(&self, name: &str) -> PathBuf {
            self.0.join(name)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.0));
        }
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn what_is_made_is_the_owners_alone_at_every_depth() {
        let folder = Folder::new("made");
        let path = folder.at("a/b/audit.jsonl");
        append(&path).unwrap().write_all(b"x").unwrap();
        replace(&folder.at("a/b/view.json"), "{}").unwrap();
        assert_eq!([mode(&folder.at("a")), mode(&folder.at("a/b"))], [0o700, 0o700]);
        assert_eq!([mode(&path), mode(&folder.at("a/b/view.json"))], [0o600, 0o600]);
        assert_eq!(fs::read_dir(folder.at("a/b")).unwrap().count(), 2, "nothing is left beside them");
    }

    #[test]
    fn a_link_is_not_followed_and_the_error_says_what_to_do() {
        let folder = Folder::new("link");
        let (target, link) = (folder.at("target"), folder.at("audit.jsonl"));
        fs::write(&target, "theirs").unwrap();
        for to in [target.clone(), folder.at("nothing")] {
            symlink(&to, &link).unwrap();
            for error in [append(&link).unwrap_err(), read(&link).unwrap_err()] {
                let text = error.to_string();
                assert!(text.contains("audit.jsonl is a link") && text.contains("remove it"), "{text}");
            }
            fs::remove_file(&link).unwrap();
        }
        assert!(!folder.at("nothing").exists());
        symlink(&target, &link).unwrap();
        replace(&link, "ours").unwrap();
        assert!(
            !fs::symlink_metadata(&link).unwrap().is_symlink(),
            "a link is replaced, not written through"
        );
        assert_eq!([fs::read_to_string(&target).unwrap(), read(&link).unwrap()], ["theirs", "ours"]);
    }

    #[test]
    fn a_wider_mode_is_narrowed_and_nothing_of_the_file_is_lost() {
        let folder = Folder::new("wide");
        let path = folder.at("callboard.log");
        fs::write(&path, "one\n").unwrap();
        set_mode(&path, 0o664);
        append(&path).unwrap().write_all(b"two\n").unwrap();
        assert_eq!((mode(&path), fs::read_to_string(&path).unwrap()), (0o600, "one\ntwo\n".to_owned()));
        set_mode(&path, 0o400);
        read(&path).unwrap();
        assert_eq!(mode(&path), 0o400, "a narrower one stays");
    }

    #[test]
    fn a_folder_that_others_can_enter_is_told_and_left() {
        let folder = Folder::new("told");
        let path = folder.at("audit.jsonl");
        for (wide, told) in [(0o700, false), (0o750, true), (0o777, true), (0o1777, false)] {
            set_mode(&folder.0, wide);
            append(&path).unwrap();
            assert_eq!(warning(&path).is_some_and(|text| text.contains("chmod 700")), told, "{wide:o}");
            assert_eq!(mode(&folder.0), wide);
        }
    }

    #[test]
    fn a_pipe_and_a_giant_keep_nobody_waiting() {
        let folder = Folder::new("pipe");
        let path = folder.at("view.json");
        fs::write(&path, "x".repeat(1024 * 1024 + 1)).unwrap();
        assert!(read(&path).is_err());
        fs::remove_file(&path).unwrap();
        assert_eq!(read_any(Path::new("/dev/zero")).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        rustix::fs::mkfifoat(rustix::fs::CWD, &path, rustix::fs::Mode::RWXU).unwrap();
        assert_eq!(read(&path).unwrap(), "", "nobody writes into it");
    }
}
