//! What a queue counts: since the server's start, and in moving averages (asterisk §4).

use super::super::world::{Queue, SERVICE_LEVEL, Site};

/// One queue's counts; spans in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) hold: i64,
    pub(super) talk: i64,
    pub(super) completed: i64,
    pub(super) abandoned: i64,
    in_time: i64,
    abandoned_in_time: i64,
}

/// Within how many seconds a call should be answered.
pub(super) fn service_level() -> i64 {
    SERVICE_LEVEL / 1_000
}

impl Figures {
    /// What the server had counted before anyone looked.
    pub(super) fn of(site: &Site, queue: &Queue) -> Self {
        let today = queue.today;
        let talking =
            site.calls.values().filter(|call| call.queue == Some(queue.ix) && call.connected()).count();
        let completed = i64::from(today.accepted) - i64::try_from(talking).unwrap_or(0);
        let mean = |sum: i64| sum / i64::from(today.accepted.max(1)) / 1_000;
        Self {
            hold: mean(today.answer_time),
            talk: mean(today.talk_time),
            completed: completed.max(0),
            abandoned: i64::from(today.abandoned),
            in_time: i64::from(today.in_time).min(completed.max(0)),
            abandoned_in_time: i64::from(today.short_abandoned),
        }
    }

    pub(super) fn answered(&mut self, waited: i64) {
        self.hold = (self.hold * 3 + waited) / 4;
    }

    pub(super) fn complete(&mut self, waited: i64, talked: i64) {
        self.talk = (self.talk * 3 + talked) / 4;
        self.completed += 1;
        self.in_time += i64::from(waited <= service_level());
    }

    pub(super) fn abandon(&mut self, waited: i64) {
        self.abandoned += 1;
        self.abandoned_in_time += i64::from(waited <= service_level());
    }

    /// Answered in time, of those that are completed, in percent.
    pub(super) fn level(&self) -> String {
        percent(self.in_time, self.completed)
    }

    /// Answered or given up in time, of all.
    pub(super) fn level_of_all(&self) -> String {
        percent(self.in_time + self.abandoned_in_time, self.completed + self.abandoned)
    }
}

/// With one decimal, rounded.
fn percent(part: i64, whole: i64) -> String {
    if whole == 0 {
        return "0.0".to_owned();
    }
    let tenths = (part * 2_000 + whole) / (whole * 2);
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_move_by_a_quarter_and_levels_are_those_of_a_real_server() {
        let mut figures = Figures { hold: 8, talk: 32, ..Figures::default() };
        figures.answered(20);
        figures.complete(20, 0);
        assert_eq!((figures.hold, figures.talk, figures.completed), (11, 24, 1));
        assert_eq!((figures.level(), figures.level_of_all()), ("100.0".to_owned(), "100.0".to_owned()));
        let sales = Figures { completed: 11, in_time: 7, abandoned: 9, abandoned_in_time: 1, ..figures };
        assert_eq!((sales.level(), sales.level_of_all()), ("63.6".to_owned(), "40.0".to_owned()));
        let mut lost = Figures::default();
        assert_eq!((lost.level(), lost.level_of_all()), ("0.0".to_owned(), "0.0".to_owned()));
        lost.abandon(service_level());
        lost.abandon(service_level() + 1);
        assert_eq!((lost.level(), lost.level_of_all()), ("0.0".to_owned(), "50.0".to_owned()));
    }
}
