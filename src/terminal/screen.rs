//! What a terminal shows, and the least that must be written to make it show something else.

use std::io::Write;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::input::ASK;
use super::pen::Pen;

/// How long a terminal that does not read is waited for when it is given back.
pub(super) const LAST_WRITE: Duration = Duration::from_secs(1);

/// The alternate screen, empty, without a cursor; pastes in brackets.
const TAKE: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[2J";
/// Buttons and the wheel, without every movement, which would cross the line for nothing.
const MOUSE: &[u8] = b"\x1b[?1000h\x1b[?1006h";
/// All of that undone, and whatever frame is half written.
pub(super) const GIVE: &[u8] =
    b"\x1b[?2026l\x1b[r\x1b[m\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[?25h\x1b[?1049l";

/// A terminal's screen. Frames are written by a thread of their own, so a terminal that stops reading stops
/// the frames and nothing else: while one is on its way and one is waiting, no other is drawn.
#[derive(Debug)]
pub struct Screen {
    shown: Buffer,
    next: Buffer,
    pen: Pen,
    /// Whether what is shown is to be forgotten.
    anew: bool,
    /// What is written before the next frame.
    before: Vec<u8>,
    /// What is on its way to the clipboard.
    copied: Vec<u8>,
    /// Whether the terminal is asked something with the next frame.
    asks: bool,
    frames: mpsc::Sender<Frame>,
}

/// Bytes on their way, and who wants to know when they were written.
#[derive(Debug)]
struct Frame {
    bytes: Vec<u8>,
    written: Option<oneshot::Sender<()>>,
}

impl Screen {
    /// An empty screen of that area, written to `terminal`.
    pub fn start(area: Rect, mut terminal: impl Write + Send + 'static) -> Self {
        let (frames, mut written) = mpsc::channel::<Frame>(1);
        std::thread::spawn(move || {
            while let Some(frame) = written.blocking_recv() {
                if terminal.write_all(&frame.bytes).and_then(|()| terminal.flush()).is_err() {
                    return;
                }
                if let Some(written) = frame.written {
                    // Whoever has waited long enough is gone.
                    let _heard = written.send(());
                }
            }
        });
        Self {
            shown: Buffer::empty(area),
            next: Buffer::empty(area),
            pen: Pen::default(),
            anew: false,
            before: Vec::new(),
            copied: Vec::new(),
            asks: false,
            frames,
        }
    }

    /// Its area.
    pub fn area(&self) -> Rect {
        self.shown.area
    }

    /// Whether a frame can be drawn now.
    pub fn ready(&self) -> bool {
        self.frames.capacity() > 0
    }

    /// Resolves when a frame can be drawn, or with false when none ever can: the terminal is gone.
    pub async fn room(&self) -> bool {
        self.frames.reserve().await.is_ok()
    }

    /// Takes the screen with the next frame, and the mouse too if it is used; everything is drawn anew.
    pub fn begin(&mut self, mouse: bool) {
        self.before = if mouse { [TAKE, MOUSE].concat() } else { TAKE.to_vec() };
        self.redraw();
    }

    /// Gives the screen back: resolves when that is written, or after a second.
    pub async fn end(&mut self) {
        let (written, waited) = oneshot::channel();
        let last = async {
            // A writer that has ended drops what it is sent.
            drop(self.frames.send(Frame { bytes: GIVE.to_vec(), written: Some(written) }).await);
            drop(waited.await);
        };
        if timeout(LAST_WRITE, last).await.is_err() {
            tracing::warn!("the terminal does not read: it is not restored");
        }
    }

    /// Draws a frame and sends what changed; the answer is whether it is on its way. While the terminal does not
    /// read, nothing is drawn and nothing is kept. Nothing is written when nothing changed.
    pub fn draw(&mut self, render: impl FnOnce(&mut Buffer)) -> bool {
        let Ok(room) = self.frames.try_reserve() else { return false };
        self.next.reset();
        render(&mut self.next);
        let mut frame = std::mem::take(&mut self.before);
        frame.append(&mut self.copied);
        if std::mem::take(&mut self.anew) {
            self.shown.reset();
            self.pen = Pen::default();
            frame.extend_from_slice(b"\x1b[r\x1b[m\x1b[2J");
        }
        self.pen.paint(&mut self.shown, &self.next, &mut frame);
        std::mem::swap(&mut self.shown, &mut self.next);
        if std::mem::take(&mut self.asks) {
            frame.extend_from_slice(ASK);
        }
        if !frame.is_empty() {
            room.send(Frame { bytes: frame, written: None });
        }
        true
    }

    /// Takes another size; everything is drawn anew.
    pub fn resize(&mut self, area: Rect) {
        self.shown = Buffer::empty(area);
        self.next = Buffer::empty(area);
        self.redraw();
    }

    /// Forgets what is shown; everything is drawn anew.
    pub fn redraw(&mut self) {
        self.anew = true;
    }

    /// Asks the terminal how it is, which it answers after all that it has sent.
    pub fn ask(&mut self) {
        self.asks = true;
    }

    /// Puts `text` into the clipboard of the terminal, wherever that is (OSC 52). The last text counts.
    pub fn copy(&mut self, text: &str) {
        let command = crossterm::clipboard::CopyToClipboard::to_clipboard_from(text);
        self.copied.clear();
        if let Err(error) = crossterm::queue!(self.copied, command) {
            tracing::debug!(%error, "failed to write to the clipboard");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::mpsc as channel;

    use ratatui::style::Style;

    use super::*;

    const AREA: Rect = Rect { x: 0, y: 0, width: 20, height: 4 };

    /// A terminal that reads a frame whenever it is told to.
    struct Slow {
        told: channel::Receiver<()>,
        read: channel::SyncSender<Vec<u8>>,
    }

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.told.recv().or(Err(io::ErrorKind::BrokenPipe))?;
            self.read.send(bytes.to_vec()).or(Err(io::ErrorKind::BrokenPipe))?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn frame(screen: &mut Screen, number: usize) -> bool {
        screen.draw(|buffer| {
            buffer.set_string(0, 0, format!("frame {number}"), Style::new());
        })
    }

    #[tokio::test]
    async fn a_terminal_that_stops_reading_drops_frames_and_shows_the_last_state_when_it_reads_again() {
        let ((tell, told), (read, frames)) = (channel::channel(), channel::sync_channel(8));
        let mut screen = Screen::start(AREA, Slow { told, read });
        let mut sent = 0;
        for number in 0..10_000 {
            sent += usize::from(frame(&mut screen, number));
            screen.copy("copied");
            screen.redraw();
        }
        // One is on its way, one waits: whatever else was to be drawn was never kept.
        assert!(sent <= 2, "{sent} frames");
        assert!(screen.copied.len() < 40, "{} bytes", screen.copied.len());
        let mut parser = vt100::Parser::new(
            std::num::NonZeroU16::new(4).expect("rows"),
            std::num::NonZeroU16::new(20).expect("columns"),
            0,
        );
        for _ in 0..=sent {
            tell.send(()).expect("the terminal listens");
        }
        for _ in 0..sent {
            parser.process(&frames.recv().expect("a frame"));
        }
        assert!(screen.room().await);
        assert!(frame(&mut screen, 10_000));
        parser.process(&frames.recv().expect("the last frame"));
        assert_eq!(parser.screen().contents().trim(), "frame 10000");
    }

    #[test]
    fn nothing_is_sent_when_nothing_changed() {
        let ((tell, told), (read, frames)) = (channel::channel(), channel::sync_channel(8));
        let mut screen = Screen::start(AREA, Slow { told, read });
        assert!(frame(&mut screen, 1));
        tell.send(()).expect("the terminal listens");
        frames.recv().expect("the first frame");
        for _ in 0..100 {
            frame(&mut screen, 1);
        }
        drop((screen, tell));
        assert!(frames.recv().is_err(), "there was no other frame");
    }
}
