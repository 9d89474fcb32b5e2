//! What a window says that is too small for a board.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::layout::SMALLEST;
use super::{Look, text};

/// Says how large the window must be, and how large it is.
pub(super) fn draw(look: &Look, area: Rect, buf: &mut Buffer) {
    let (width, height) = SMALLEST;
    let lines = [
        Line::styled("callboard", look.theme.strong),
        Line::from(format!("needs {width}x{height}")),
        Line::styled(format!("has {}x{}", area.width, area.height), look.theme.dim),
    ];
    text::stack(&lines, look, area, buf);
}
