//! The look before a line is freed: the vendor ends whatever call is on it by then (8x8 §5.5, §5.6).

use std::time::Duration;

use super::Eight8;
use super::agents::{self, Beside, Roster};
use super::calls::is_call;
use super::desk::Desk;
use super::live::Stage;
use super::statuses::{Known, Labels};
use super::told::Link;
use crate::domain::{Action, Agent, AgentId, Call, Fault, Reach, Subject, Text};
use crate::messages::Order;
use crate::vendor::{Http, Stream};

/// How far apart two readings of when one call began may be.
const SLACK: Duration = Duration::from_secs(2);

impl Eight8 {
    /// Whether the agent is on the calls that `order` is for and on no other, right before it is sent. The stream
    /// tells that at once; of a call that only the figures tell of, they are read again, which may be five seconds
    /// old themselves (8x8 §7).
    pub(super) async fn look(&mut self, http: &Http, order: &Order) -> Result<(), Fault> {
        let (Subject::Agent { seen, calls, .. }, Action::Special { special, .. }) =
            (&order.subject, &order.action)
        else {
            return Ok(());
        };
        special.reach.fits(&seen.name, calls.len()).map_err(|why| refused(&why))?;
        if special.reach == Reach::Nothing {
            return Ok(());
        }
        let (told, derived): (Vec<&Call>, Vec<&Call>) =
            calls.iter().map(|call| &*call.seen).partition(|call| call.derived.is_none());
        self.look_at_stream(&seen.id, &told)?;
        match derived.first() {
            Some(call) => self.look_at_agent(http, seen, call).await,
            None => Ok(()),
        }
    }

    fn look_at_stream(&self, agent: &AgentId, named: &[&Call]) -> Result<(), Fault> {
        let stream = self.stream.as_ref().map(Stream::told);
        let Some(stream) = stream.filter(|told| told.link == Link::Live) else {
            let deaf = "the event stream is down, so that nobody knows which call this would end";
            return if named.is_empty() { Ok(()) } else { Err(refused(deaf)) };
        };
        let on = |id: &str, speaks: bool| {
            stream.table.find(id).is_some_and(|row| {
                let mut legs = row.live.legs.iter().filter(|leg| leg.agent == agent.as_str());
                is_call(&row.live) && legs.any(|leg| !speaks || leg.stage != Stage::Wrapup)
            })
        };
        if named.iter().any(|call| !on(call.id.as_str(), false)) {
            return Err(Fault::Gone("the agent is on that call no more".into()));
        }
        let is_named = |id: &str| named.iter().any(|call| call.id.as_str() == id);
        if stream.table.rows().any(|(id, _)| on(id, true) && !is_named(id)) {
            return Err(refused("the agent is on another call by now"));
        }
        Ok(())
    }

    async fn look_at_agent(&mut self, http: &Http, agent: &Agent, call: &Call) -> Result<(), Fault> {
        let unread = |fault: Fault| refused(&fault.to_string());
        self.token.ensure(http, &self.config).await.map_err(unread)?;
        let desk = Desk { http, config: &self.config, token: &self.token };
        let metrics = [("metrics", agents::METRICS.join(","))];
        let listing = desk.list("look at the agent", "agents", &metrics).await.map_err(unread)?;
        let (known, labels) = (Known::default(), Labels(&self.config.statuses));
        let beside = Beside { directory: &self.directory, known: &known, labels, before: &self.spans };
        let roster = Roster::read(listing, beside);
        let busy = roster.find(&agent.id).is_some_and(|person| person.active.unwrap_or(0) > 0);
        if !busy {
            return Err(Fault::Gone("the agent is on no call any more".into()));
        }
        let began = self.spells.follow(&roster).began(&agent.id);
        // Where nobody knows since when, nobody knows whether it is the same.
        let same =
            began.zip(call.started).is_some_and(|(now, then)| now.since(then).max(then.since(now)) <= SLACK);
        if same { Ok(()) } else { Err(refused("the agent is on another call by now")) }
    }
}

fn refused(why: &str) -> Fault {
    Fault::Refused(Text::new(why))
}
