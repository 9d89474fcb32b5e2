//! What a terminal shows, and the least that must be written to make it show something else.

use std::io::Write;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tokio::sync::mpsc;

use super::diff::changes;
use super::pen::Pen;

/// A terminal's screen. Frames are written by a thread of their own, so a terminal that stops reading stops
/// the frames and nothing else: while one is on its way and one is waiting, no other is drawn.
#[derive(Debug)]
pub struct Screen {
    shown: Buffer,
    next: Buffer,
    pen: Pen,
    extra: Vec<u8>,
    frames: mpsc::Sender<Vec<u8>>,
}

impl Screen {
    /// An empty screen of that area, written to `terminal`, which has just been cleared.
    pub fn start(area: Rect, mut terminal: impl Write + Send + 'static) -> Self {
        let (frames, mut written) = mpsc::channel::<Vec<u8>>(1);
        std::thread::spawn(move || {
            while let Some(frame) = written.blocking_recv() {
                if terminal.write_all(&frame).and_then(|()| terminal.flush()).is_err() {
                    return;
                }
            }
        });
        Self {
            shown: Buffer::empty(area),
            next: Buffer::empty(area),
            pen: Pen::default(),
            extra: Vec::new(),
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

    /// Resolves when a frame can be drawn.
    pub async fn room(&self) {
        if self.frames.reserve().await.is_err() {
            // The terminal is gone; whoever reads it says so.
            std::future::pending::<()>().await;
        }
    }

    /// Draws a frame and sends what changed. Nothing is written when nothing changed.
    pub fn draw(&mut self, render: impl FnOnce(&mut Buffer)) {
        self.next.reset();
        render(&mut self.next);
        let mut frame = std::mem::take(&mut self.extra);
        self.pen.write(&changes(&self.shown, &self.next), self.shown.area.width, &mut frame);
        if frame.is_empty() {
            return;
        }
        if let Err(error) = self.frames.try_send(frame) {
            tracing::debug!(%error, "a frame was not written");
            return;
        }
        std::mem::swap(&mut self.shown, &mut self.next);
    }

    /// Takes another size; everything is drawn anew.
    pub fn resize(&mut self, area: Rect) {
        self.shown = Buffer::empty(area);
        self.next = Buffer::empty(area);
        self.redraw();
    }

    /// Forgets what is shown; everything is drawn anew.
    pub fn redraw(&mut self) {
        self.shown.reset();
        self.pen = Pen::default();
        self.extra.extend_from_slice(b"\x1b[0m\x1b[2J");
    }

    /// Puts `text` into the clipboard of the terminal, wherever that is (OSC 52).
    pub fn copy(&mut self, text: &str) {
        let command = crossterm::clipboard::CopyToClipboard::to_clipboard_from(text);
        if let Err(error) = crossterm::queue!(self.extra, command) {
            tracing::debug!(%error, "failed to write to the clipboard");
        }
    }
}
