//! Who is on an interaction, as far as events tell.

use super::{Leg, Live, Stage};
use crate::vendors::eight8::events::{CallState, Event};

/// The most agents that are kept of one interaction.
const MOST: usize = 50;

impl Live {
    /// Makes up for events before we listened, as far as this one tells what they must have been.
    pub(super) fn missed(&mut self, event: &Event) {
        match &event.state {
            Some(CallState::Queued) if self.legs.is_empty() => self.queued = true,
            Some(CallState::Connected | CallState::Hold) => {
                self.customer = true;
                if let Some(leg) = self.leg(event, Stage::On)
                    && leg.stage == Stage::Offered
                {
                    leg.stage = Stage::On;
                }
            }
            None if self.legs.is_empty() && !self.queued && self.state != Some(CallState::Disconnected) => {
                if self.leg(event, Stage::On).is_some() {
                    self.customer |= self.outbound != Some(true);
                }
            }
            Some(
                CallState::Idle
                | CallState::Queued
                | CallState::InProgress
                | CallState::Disconnected
                | CallState::Other(_),
            )
            | None => {}
        }
    }

    /// The leg of the agent whom `event` names, or the only one; a new one is at `stage`.
    pub(super) fn leg(&mut self, event: &Event, stage: Stage) -> Option<&mut Leg> {
        let Some(agent) = event.agent.clone() else {
            let alone = self.legs.len() == 1;
            return self.legs.first_mut().filter(|_| alone);
        };
        self.join(agent.clone(), stage);
        self.legs.iter_mut().find(|leg| leg.agent == agent)
    }

    pub(super) fn join(&mut self, agent: String, stage: Stage) {
        if self.legs.len() < MOST && !self.legs.iter().any(|leg| leg.agent == agent) {
            self.legs.push(Leg { agent, stage, held: false, muted: false });
        }
    }

    /// The agent whom the board shows: who is on it before whom it rings at, before who finishes it.
    pub(in crate::vendors::eight8) fn leader(&self) -> Option<&Leg> {
        let at = |stage| self.legs.iter().find(|leg| leg.stage == stage);
        at(Stage::On).or_else(|| at(Stage::Offered)).or_else(|| at(Stage::Wrapup))
    }

    /// Whether nobody is on it any more, although its last event has not come.
    pub(in crate::vendors::eight8) fn is_over(&self) -> bool {
        self.state == Some(CallState::Disconnected) && self.legs.is_empty() && !self.queued
    }
}
