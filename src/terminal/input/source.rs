//! Where a terminal's bytes come from.

use std::io;
use std::os::fd::AsFd;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, read};

/// How much is read at a time.
const PIECE: usize = 1024;

/// A stream of bytes that can be waited for.
pub trait Source: Send + 'static {
    /// What can be read now, or comes before so much time has passed, if it is not to be waited for for ever; `None`
    /// if nothing has come. The end of the stream is an error.
    fn read(&mut self, within: Option<Duration>) -> io::Result<Option<Vec<u8>>>;
}

/// Bytes that somebody else reads.
impl Source for Receiver<Vec<u8>> {
    fn read(&mut self, within: Option<Duration>) -> io::Result<Option<Vec<u8>>> {
        let read = within
            .map_or_else(|| self.recv().map_err(RecvTimeoutError::from), |time| self.recv_timeout(time));
        match read {
            Ok(bytes) => Ok(Some(bytes)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

/// What can be polled: a terminal, a socket, a pipe.
#[derive(Debug)]
pub struct Descriptor<T>(pub T);

impl<T: AsFd + Send + 'static> Source for Descriptor<T> {
    fn read(&mut self, within: Option<Duration>) -> io::Result<Option<Vec<u8>>> {
        if readable(&self.0, within)? { piece(&self.0).map(Some) } else { Ok(None) }
    }
}

/// Whether there is something to read, or the end, before so much time has passed.
fn readable(from: &impl AsFd, within: Option<Duration>) -> io::Result<bool> {
    let within = within.and_then(|span| Timespec::try_from(span).ok());
    loop {
        match poll(&mut [PollFd::new(from, PollFlags::IN)], within.as_ref()) {
            Ok(count) => return Ok(count > 0),
            // Begun anew, it waits a little longer than it should.
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// What can be read now; the end is an error.
fn piece(from: &impl AsFd) -> io::Result<Vec<u8>> {
    let mut buffer = vec![0; PIECE];
    loop {
        match read(from, &mut buffer) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                buffer.truncate(count);
                return Ok(buffer);
            }
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
