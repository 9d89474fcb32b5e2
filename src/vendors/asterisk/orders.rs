//! Orders: looks first, then exactly one request that acts (fact sheet §5).

mod listen;
mod moves;
mod own;

use std::collections::BTreeSet;

use super::answer::{Answer, List, No};
use super::ask::Ask;
use super::calls::Aim;
use super::status::Member;
use super::wire::Block;
use super::{Asterisk, names, verdict};
use crate::domain::{
    Ability, Accepted, Action, Agent, AgentId, At, Call, Choice, Fault, Phase, QueueId, Subject, Text,
};
use crate::messages::Order;
use crate::vendor::{Http, Urgency, Vendor as _};

/// Marks what this program placed.
const MARK: &str = "callboard";
/// What is told of an order that met a session which the server had just forgotten.
const FORGOTTEN: &str = "Asterisk had just ended the session and did nothing: give the order again";
/// How long a phone rings, in milliseconds (fact sheet §9).
const RINGS: &str = "20000";

impl Asterisk {
    /// Carries out `order`.
    pub(super) async fn carry(&mut self, http: &Http, order: &Order) -> Result<Accepted, Fault> {
        if let Ability::No(why) = self.abilities().of(order.action.verb()) {
            return Err(Fault::Refused(why));
        }
        match &order.subject {
            Subject::Call { seen, .. } => self.on_call(http, seen, order).await,
            Subject::Agent { seen, .. } => self.on_agent(http, seen, &order.action).await,
        }
    }

    async fn on_call(&mut self, http: &Http, seen: &Call, order: &Order) -> Result<Accepted, Fault> {
        let aim = self.aims.get(&seen.id).cloned().ok_or_else(|| gone("the call is over"))?;
        match &order.action {
            Action::Listen { mode, phone, from: None } => {
                self.listen(http, &aim, (*mode, phone), http.now()).await
            }
            Action::Listen { mode, phone, from: Some(_) } => self.switch(http, &aim, *mode, phone).await,
            Action::Leave { phone } => self.leave(http, &aim, phone).await,
            Action::HangUp => self.hang_up(http, &aim).await,
            Action::Record(true) => self.record(http, &aim, http.now()).await,
            Action::Record(false) => self.stop_recording(http, &aim).await,
            Action::Park { .. } => self.park(http, &aim).await,
            Action::Retrieve { phone } => self.retrieve(http, &aim, phone).await,
            Action::Transfer { to, .. } => self.transfer(http, seen, &aim, to).await,
            Action::Requeue { queue, .. } => self.requeue(http, seen, &aim, queue).await,
            Action::Special { special, with } => self.own_call(http, seen, &aim, (&special.id, with)).await,
            Action::Hold(_) | Action::Dispose { .. } | Action::Place { .. } | Action::SetState(_) => {
                Err(refused("this is not done to a call"))
            }
        }
    }

    async fn on_agent(&mut self, http: &Http, seen: &Agent, action: &Action) -> Result<Accepted, Fault> {
        match action {
            Action::Place { to, .. } => self.place(http, &seen.id, to).await,
            Action::SetState(state) => self.set_state(http, &seen.id, state).await,
            Action::Special { special, with } => self.own_agent(http, &seen.id, (&special.id, with)).await,
            Action::Listen { .. }
            | Action::Leave { .. }
            | Action::HangUp
            | Action::Record(_)
            | Action::Hold(_)
            | Action::Park { .. }
            | Action::Retrieve { .. }
            | Action::Transfer { .. }
            | Action::Requeue { .. }
            | Action::Dispose { .. } => Err(refused("this is done to a call, not to an agent")),
        }
    }

    /// Reads what an order needs to know first. It does nothing, so that it is asked again in a new session if the
    /// server forgot this one.
    async fn read(&mut self, http: &Http, ask: &Ask) -> Result<Answer, No> {
        self.login.ensure(http, Urgency::Order).await?;
        let answer = match self.login.send(http, ask).await {
            Err(No::Expired) => {
                self.login.enter(http, Urgency::Order).await?;
                self.probed = false;
                self.login.send(http, ask).await
            }
            answer => answer,
        };
        self.learnt(ask, answer)
    }

    /// Makes sure of the session: one of which nothing was heard for a moment is asked for a sign of life.
    async fn alive(&mut self, http: &Http) -> Result<(), No> {
        self.login.ensure(http, Urgency::Order).await?;
        if self.login.is_fresh(http.now()) {
            return Ok(());
        }
        let ping = Ask::new("ask for a sign of life", "Ping").urgent();
        match self.read(http, &ping).await {
            // Whatever it says, it knows the session.
            Ok(_) | Err(No::Said(_) | No::Denied(_)) => Ok(()),
            Err(no @ (No::Expired | No::Fault(_))) => Err(no),
        }
    }

    /// What an answer to `ask` teaches.
    fn learnt(&mut self, ask: &Ask, result: Result<Answer, No>) -> Result<Answer, No> {
        match &result {
            Ok(answer) => self.login.keep(&answer.reply),
            // It will be missing next time, too.
            Err(No::Denied(_)) => self.rights.deny(ask.action),
            Err(No::Said(words)) if words.starts_with("Invalid/unknown command") => {
                self.rights.unlearn(ask.action);
            }
            Err(No::Expired | No::Said(_) | No::Fault(_)) => {}
        }
        result
    }

    /// Carries out the order: its one acting request, in a session that lives. It is never sent again, not even where
    /// the server had just forgotten the session.
    async fn deliver(&mut self, http: &Http, ask: Ask) -> Result<Answer, Fault> {
        let ask = ask.acting();
        let ready = self.alive(http).await;
        ready.map_err(|no| verdict::refused(&ask, no))?;
        let answer = self.login.send(http, &ask).await;
        if matches!(answer, Err(No::Expired)) {
            self.login.forget();
            return Err(refused(FORGOTTEN));
        }
        self.learnt(&ask, answer).map_err(|no| verdict::refused(&ask, no))
    }

    /// As [`Self::deliver`], where nothing more is to be said.
    async fn done(&mut self, http: &Http, ask: Ask) -> Result<Accepted, Fault> {
        self.deliver(http, ask).await.map(|_| Accepted::default())
    }

    /// Looks before something is done.
    async fn look(&mut self, http: &Http, ask: Ask) -> Result<List, Fault> {
        let ask = ask.urgent();
        let answer = self.read(http, &ask).await.map_err(|no| verdict::refused(&ask, no))?;
        answer.list()
    }

    /// The leg `id` as it is now.
    async fn leg(&mut self, http: &Http, id: &str) -> Result<Block, Fault> {
        let list = self.look(http, Ask::new("check the call", "Status").with("Channel", id)).await?;
        let mut ours = list.rows.into_iter().filter(|row| row.get("Uniqueid") == Some(id));
        ours.next().ok_or_else(|| gone("the leg that this was for has ended"))
    }

    /// The agent's leg, if it still is on the call that was seen: its id and its name.
    async fn agent_leg(&mut self, http: &Http, aim: &Aim) -> Result<(String, String), Fault> {
        let agent = aim.agent.clone().ok_or_else(|| refused("no agent is on this call yet"))?;
        let now = self.leg(http, &agent.0).await?;
        if now.get("ChannelState") != Some("6") || now.known("BridgeID") != aim.bridge.as_deref() {
            return Err(refused("the agent is on another call by now; nothing was sent"));
        }
        Ok(agent)
    }

    /// That `extension` is there. Asterisk says yes to a transfer into nowhere, and the call is lost (fact sheet §5).
    async fn extension(&mut self, http: &Http, context: &str, extension: &str) -> Result<(), Fault> {
        let ask = Ask::new("check the extension", "ShowDialPlan")
            .with("Context", context)
            .with("Extension", extension);
        self.look(http, ask).await.map(|_| ())
    }

    async fn hang_up(&mut self, http: &Http, aim: &Aim) -> Result<Accepted, Fault> {
        let ask = Ask::new("hang up", "Hangup").with("Channel", &aim.principal).with("Cause", "16");
        let conference =
            aim.bridge.is_some() && aim.legs.iter().filter(|(_, name)| !names::is_local(name)).count() > 2;
        self.deliver(http, ask).await?;
        let note = "several people are on this call: one leg was hung up, and the others may go on";
        Ok(Accepted { note: conference.then(|| Text::new(note)) })
    }

    async fn set_state(&mut self, http: &Http, agent: &AgentId, state: &Choice) -> Result<Accepted, Fault> {
        let (kind, reason) = match state.id.split_once(':') {
            Some((kind, reason)) => (kind, Some(reason)),
            None => (&*state.id, None),
        };
        let paused = match kind {
            super::agents::PAUSED => "true",
            super::agents::READY => "false",
            _ => return Err(refused("Asterisk has no such state")),
        };
        let (interface, next) = self.to_set(agent, (paused == "true", reason));
        let ask = Ask::new("set the state", "QueuePause")
            .with("Interface", &interface)
            .with("Paused", paused)
            .maybe("Reason", reason);
        self.deliver(http, ask).await?;
        let note = next.map(|next| Text::from(format!("{next} is not set yet: give the order again")));
        Ok(Accepted { note })
    }

    /// The interface of `agent` that is not in that state yet, and a further one. One request acts: of several
    /// interfaces by which somebody is in the queues, each order sets one.
    fn to_set(&self, agent: &AgentId, (paused, reason): (bool, Option<&str>)) -> (String, Option<String>) {
        let is_set = |seat: &&Member| {
            seat.paused == Some(paused) && reason.is_none_or(|_| seat.reason.as_deref() == reason)
        };
        let seats = self.members.iter().filter(|seat| seat.agent == agent.as_str());
        let left: BTreeSet<&String> =
            seats.filter(|seat| !is_set(seat)).map(|seat| &seat.interface).collect();
        let mut left = left.into_iter().cloned();
        (left.next().unwrap_or_else(|| agent.as_str().to_owned()), left.next())
    }
}

/// A refusal of our own.
fn refused(why: &str) -> Fault {
    Fault::Refused(Text::new(why))
}

fn gone(why: &str) -> Fault {
    Fault::Gone(Text::new(why))
}

/// A channel id that no other program gives.
fn own_id(what: &str, now: At) -> String {
    format!("{MARK}-{what}-{}{:03}", now.millis(), fastrand::u32(0..1_000))
}
