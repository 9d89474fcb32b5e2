//! What stands where a mouse points.

use ratatui::layout::{Position, Rect};

use super::layout::{self, Regions};
use super::scene::Scene;
use super::{Look, Now, table, tabs};
use crate::session::{Mode, Session, Spot};

/// What of `session`, drawn into `area`, can be clicked on at `place`.
pub fn spot(session: &Session, now: &Now, look: &Look, area: Rect, place: (u16, u16)) -> Option<Spot> {
    if layout::is_small(area) || !matches!(session.mode, Mode::Browse) {
        return None;
    }
    let place = Position::from(place);
    let Regions { tabs, list, .. } = layout::regions(session, area);
    if tabs.contains(place) {
        let scene = Scene::new(session, now, look);
        return tabs::view_at(&scene, tabs.width, place.x - tabs.x).map(Spot::View);
    }
    let (head, rows, _) = layout::list(session, list);
    if head.contains(place) {
        return table::column_at(session, head.width, place.x - head.x).map(Spot::Column);
    }
    let table = session.table();
    let index = table.top + usize::from(place.y.saturating_sub(rows.y));
    (rows.contains(place) && index < table.rows.len()).then_some(Spot::Row(index))
}
