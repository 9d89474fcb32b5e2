//! What is asked: an action and its fields, as a form that holds no secret (fact sheet §2).

use std::time::Duration;

use super::rights::Class;
use crate::vendor::{Request, Urgency, join};

/// One action of the manager interface before it has a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ask {
    /// What it does, in words that follow "failed to".
    pub(super) label: &'static str,
    /// The action's name.
    pub(super) action: &'static str,
    fields: Vec<(&'static str, String)>,
    urgency: Urgency,
    limit: Option<Duration>,
    /// Whether it does something, rather than look.
    acts: bool,
}

impl Ask {
    /// `action` without fields. `label` names it in faults.
    pub(super) fn new(label: &'static str, action: &'static str) -> Self {
        Self { label, action, fields: Vec::new(), urgency: Urgency::Read, limit: None, acts: false }
    }

    /// With one field. The server takes a line break inside a value for the end of a header and what follows for
    /// further ones (fact sheet §2), so none gets through, whoever typed it.
    pub(super) fn with(mut self, key: &'static str, value: &str) -> Self {
        self.fields.push((key, value.chars().filter(|char| !char.is_control()).collect()));
        self
    }

    /// With one field, if there is a value.
    pub(super) fn maybe(self, key: &'static str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// As what an order needs to look at first.
    pub(super) fn urgent(mut self) -> Self {
        self.urgency = Urgency::Order;
        self
    }

    /// As the one request that carries out an order.
    pub(super) fn acting(mut self) -> Self {
        self.acts = true;
        self.urgent()
    }

    /// With a time limit of its own.
    pub(super) fn within(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// The class that the user needs for it.
    pub(super) fn class(&self) -> Option<Class> {
        Class::of(self.action)
    }

    /// The request, by POST: what is in a body is in no log along the way.
    pub(super) fn request(&self, url: &str, cookie: Option<&str>) -> Request {
        let fields = self.fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone()));
        let form = [("Action".to_owned(), self.action.to_owned())].into_iter().chain(fields).collect();
        let request = Request::post(self.label, join(url, &["rawman"])).form(form);
        let request = match cookie {
            Some(cookie) => request.header("Cookie", cookie),
            None => request,
        };
        let request = match self.limit {
            Some(limit) => request.within(limit),
            None => request,
        };
        if self.acts { request.acting() } else { request.at(self.urgency) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_break_gets_into_a_value() {
        let ask = Ask::new("pause the agent", "QueuePause")
            .with("Reason", "Lunch\r\nAction: Hangup\r\nChannel: x\u{85}\u{0}")
            .maybe("Queue", None);
        assert_eq!(ask.fields, [("Reason", "LunchAction: HangupChannel: x".to_owned())]);
    }
}
