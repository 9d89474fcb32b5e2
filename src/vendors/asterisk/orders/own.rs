//! Recordings, and what only Asterisk can do (fact sheet §5).

use chrono::DateTime;

use super::{Accepted, AgentId, Asterisk, At, Call, Fault, QueueId, Text, gone, refused};
use crate::domain::Entries;
use crate::vendor::Http;
use crate::vendors::asterisk::ask::Ask;
use crate::vendors::asterisk::calls::Aim;
use crate::vendors::asterisk::specials as what;
use crate::vendors::asterisk::status::{Status, Waiter};

/// The variable in which the server leaves the id of a recording that was started from here.
const TAPE: &str = "i(CALLBOARD_RECORDING)";

impl Asterisk {
    /// Starts a recording of the customer's leg, which stays when agents change.
    pub(super) async fn record(&mut self, http: &Http, aim: &Aim, now: At) -> Result<Accepted, Fault> {
        let file = file(&self.config.record_file, &aim.customer, now);
        let ask = Ask::new("start the recording", "MixMonitor")
            .with("Channel", &aim.customer)
            .with("File", &file)
            .with("Options", TAPE);
        match self.deliver(http, ask).await {
            Ok(answer) => {
                self.tapes.set(&aim.customer, Some(true), answer.head.known("MixMonitorID"));
                Ok(Accepted { note: Text::some(&format!("the file is {file}")) })
            }
            Err(fault) => Err(self.unsure(&aim.customer, fault)),
        }
    }

    /// Stops the recording: the one that was started from here, else the newest.
    pub(super) async fn stop_recording(&mut self, http: &Http, aim: &Aim) -> Result<Accepted, Fault> {
        let leg = aim.tape.clone().or_else(|| self.tapes.own(&aim.customer).map(|_| aim.customer.clone()));
        let leg = leg.ok_or_else(|| refused("this call is not being recorded, as far as Asterisk tells"))?;
        let ask = Ask::new("stop the recording", "StopMixMonitor")
            .with("Channel", &leg)
            .maybe("MixMonitorID", self.tapes.own(&leg));
        match self.done(http, ask).await {
            Ok(accepted) => {
                self.tapes.set(&leg, Some(false), None);
                Ok(accepted)
            }
            Err(fault) => Err(self.unsure(&leg, fault)),
        }
    }

    /// An order without an answer may have worked: nobody knows any more.
    fn unsure(&mut self, leg: &str, fault: Fault) -> Fault {
        if matches!(fault, Fault::Unanswered(_)) {
            self.tapes.set(leg, None, None);
        }
        fault
    }

    /// What only Asterisk can do to a call.
    pub(super) async fn own_call(
        &mut self,
        http: &Http,
        seen: &Call,
        aim: &Aim,
        (id, with): (&str, &Entries),
    ) -> Result<Accepted, Fault> {
        match id {
            what::MOVE => {
                let queue = QueueId::from(answer(with, "queue")?);
                self.waiter(http, aim).await?;
                self.requeue(http, seen, aim, &queue).await
            }
            what::WITHDRAW => {
                let (waiter, channel) = self.waiter(http, aim).await?;
                let ask = Ask::new("take the caller out", "QueueWithdrawCaller")
                    .with("Queue", &waiter.queue)
                    .with("Caller", &channel);
                self.done(http, ask).await
            }
            what::PRIORITY => {
                let priority: i32 = answer(with, "priority")?
                    .trim()
                    .parse()
                    .ok()
                    .ok_or_else(|| refused("a priority is a whole number"))?;
                let (waiter, channel) = self.waiter(http, aim).await?;
                let ask = Ask::new("change the priority", "QueueChangePriorityCaller")
                    .with("Queue", &waiter.queue)
                    .with("Caller", &channel)
                    .with("Priority", &priority.to_string());
                self.done(http, ask).await
            }
            what::MUTE_RECORDING | what::UNMUTE_RECORDING => {
                let leg = aim.tape.as_deref().ok_or_else(|| refused("this call is not being recorded"))?;
                let state = if id == what::MUTE_RECORDING { "1" } else { "0" };
                let ask = Ask::new("mute the recording", "MixMonitorMute")
                    .with("Channel", leg)
                    .with("Direction", "both")
                    .with("State", state);
                self.done(http, ask).await
            }
            what::STOP_RECORDING => self.stop_recording(http, aim).await,
            what::MUTE | what::UNMUTE => self.mute(http, aim, id == what::MUTE, answer(with, "who")?).await,
            _ => Err(refused("Asterisk has no such action")),
        }
    }

    /// Whether what one person says reaches the others.
    async fn mute(&mut self, http: &Http, aim: &Aim, on: bool, who: &str) -> Result<Accepted, Fault> {
        let leg = if who == "agent" { self.agent_leg(http, aim).await?.0 } else { aim.customer.clone() };
        let ask = Ask::new("mute", "MuteAudio")
            .with("Channel", &leg)
            .with("Direction", "in")
            .with("State", if on { "on" } else { "off" });
        self.done(http, ask).await
    }

    /// The caller as they wait now, and their leg's name, by which queues know them.
    async fn waiter(&mut self, http: &Http, aim: &Aim) -> Result<(Waiter, String), Fault> {
        let queue = aim.queue.as_deref().ok_or_else(|| refused("the caller does not wait in a queue"))?;
        let list = self.look(http, Ask::new("check the queue", "QueueStatus").with("Queue", queue)).await?;
        let waiters = Status::read(&list).entries.read;
        let found = waiters.into_iter().find(|waiter| waiter.id == aim.customer && waiter.queue == queue);
        let waiter = found.ok_or_else(|| gone("the caller does not wait any more; nothing was sent"))?;
        let channel = waiter.channel.clone();
        channel
            .map(|channel| (waiter, channel))
            .ok_or_else(|| refused("Asterisk does not name the caller's leg"))
    }

    /// What only Asterisk can do to an agent.
    pub(super) async fn own_agent(
        &mut self,
        http: &Http,
        agent: &AgentId,
        (id, with): (&str, &Entries),
    ) -> Result<Accepted, Fault> {
        let queue = answer(with, "queue")?;
        let seat = self.members.iter().find(|seat| seat.agent == agent.as_str() && seat.queue == queue);
        let interface = seat.map_or(agent.as_str(), |seat| &seat.interface);
        let on = |label, action| Ask::new(label, action).with("Queue", queue).with("Interface", interface);
        let penalty = match with.get("penalty").map(str::trim) {
            None | Some("") => None,
            Some(digits) if digits.chars().all(|char| char.is_ascii_digit()) => Some(digits),
            Some(_) => return Err(refused("a penalty is a whole number")),
        };
        let ask = match id {
            what::PAUSE_IN => {
                on("pause the agent", "QueuePause").with("Paused", "true").maybe("Reason", with.get("reason"))
            }
            what::UNPAUSE_IN => on("unpause the agent", "QueuePause").with("Paused", "false"),
            what::JOIN => on("add the agent", "QueueAdd").maybe("Penalty", penalty),
            what::PART => on("remove the agent", "QueueRemove"),
            what::PENALTY => {
                let penalty = penalty.ok_or_else(|| refused("a penalty is a whole number"))?;
                on("set the penalty", "QueuePenalty").with("Penalty", penalty)
            }
            _ => return Err(refused("Asterisk has no such action")),
        };
        self.done(http, ask).await
    }
}

fn answer<'a>(with: &'a Entries, field: &str) -> Result<&'a str, Fault> {
    with.get(field).ok_or_else(|| refused("something was left empty that is needed"))
}

/// The name of a recording's file.
fn file(pattern: &str, leg: &str, now: At) -> String {
    let time =
        DateTime::from_timestamp_millis(now.millis()).map(|time| time.format("%Y%m%d-%H%M%S").to_string());
    let safe = |char: char| if char.is_ascii_alphanumeric() || ".-_".contains(char) { char } else { '_' };
    let id: String = leg.chars().map(safe).collect();
    pattern.replace("{id}", &id).replace("{time}", &time.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_named_after_its_leg_and_the_time() {
        let now = At::from_millis(1_795_201_800_387);
        assert_eq!(
            file("callboard-{id}-{time}.wav", "1795201797.2", now),
            "callboard-1795201797.2-20261120-191000.wav"
        );
        assert_eq!(file("{id}.gsm", "../x,y 1.2", now), ".._x_y_1.2.gsm");
    }
}
