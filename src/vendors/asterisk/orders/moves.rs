//! Where calls go: parked, picked up, transferred, queued anew, placed (fact sheet §5).

use super::{Accepted, AgentId, Asterisk, Call, Fault, Phase, QueueId, RINGS, Text, gone, own_id, refused};
use crate::domain::dialled;
use crate::vendor::Http;
use crate::vendors::asterisk::ask::Ask;
use crate::vendors::asterisk::calls::Aim;
use crate::vendors::asterisk::side::Parked;

/// What becomes of a wait that is broken off.
const ANEW: &str = "the wait begins anew, and the old queue counts the caller as abandoned";

impl Asterisk {
    /// Parks the customer. The call comes back to the agent, not to whoever brought the customer in.
    pub(super) async fn park(&mut self, http: &Http, aim: &Aim) -> Result<Accepted, Fault> {
        if aim.parked {
            return Err(refused("the call is parked already"));
        }
        let back = match &aim.agent {
            Some(_) => Some(self.agent_leg(http, aim).await?.1),
            None => None,
        };
        let ask = Ask::new("park the call", "Park")
            .with("Channel", &aim.customer)
            .maybe("TimeoutChannel", back.as_deref())
            .maybe("Parkinglot", self.config.park_lot.as_deref());
        self.done(http, ask).await
    }

    /// Rings `phone` and sends it to where the call is parked.
    pub(super) async fn retrieve(&mut self, http: &Http, aim: &Aim, phone: &str) -> Result<Accepted, Fault> {
        let context = self.config.dial_context.clone().ok_or_else(|| refused("`dial_context` is not set"))?;
        let list = self.look(http, Ask::new("check the parked call", "ParkedCalls")).await?;
        // A slot is given to the next call as soon as it is free: only the newest list says who is in it.
        let parked = Parked::read(&list).into_iter().find(|parked| parked.id == aim.customer);
        let slot = parked.and_then(|parked| parked.slot);
        let slot = slot.ok_or_else(|| gone("the call is not parked any more; nothing was sent"))?;
        let ask = Ask::new("pick up the parked call", "Originate")
            .with("Channel", &self.phone(phone))
            .with("Context", &context)
            .with("Exten", &slot)
            .with("Priority", "1")
            .maybe("CallerID", self.config.caller_id.as_deref())
            .with("Timeout", RINGS)
            .with("Async", "true")
            .with("ChannelId", &own_id("pick", http.now()));
        self.done(http, ask).await
    }

    /// Sends the customer to a number.
    pub(super) async fn transfer(
        &mut self,
        http: &Http,
        seen: &Call,
        aim: &Aim,
        to: &str,
    ) -> Result<Accepted, Fault> {
        let context =
            self.config.transfer_context.clone().ok_or_else(|| refused("`transfer_context` is not set"))?;
        self.send_to(http, seen, aim, (&context, &extension(to)?)).await
    }

    /// Sends the customer to a queue.
    pub(super) async fn requeue(
        &mut self,
        http: &Http,
        seen: &Call,
        aim: &Aim,
        queue: &QueueId,
    ) -> Result<Accepted, Fault> {
        let context =
            self.config.queue_context.clone().ok_or_else(|| refused("`queue_context` is not set"))?;
        let extension = self.config.queue_extensions.get(queue.as_str()).cloned().ok_or_else(|| {
            Fault::Refused(Text::from(format!(
                "`queue_extensions` names no extension of the queue {}",
                queue.text()
            )))
        })?;
        self.send_to(http, seen, aim, (&context, &extension)).await
    }

    /// Sends the customer to an extension that is there: by the agent's leg while somebody talks with them, else by
    /// their own.
    pub(super) async fn send_to(
        &mut self,
        http: &Http,
        seen: &Call,
        aim: &Aim,
        (context, extension): (&str, &str),
    ) -> Result<Accepted, Fault> {
        if seen.phase == Phase::Dialing {
            return Err(refused("the customer has not answered yet: nobody can be sent anywhere"));
        }
        self.extension(http, context, extension).await?;
        if aim.agent.is_some() {
            let (agent, _) = self.agent_leg(http, aim).await?;
            let ask = Ask::new("transfer the call", "BlindTransfer")
                .with("Channel", &agent)
                .with("Context", context)
                .with("Exten", extension);
            return self.done(http, ask).await;
        }
        let now = self.leg(http, &aim.customer).await?;
        if now.known("BridgeID") != aim.bridge.as_deref() {
            return Err(refused("somebody talks with the customer by now; nothing was sent"));
        }
        let ask = Ask::new("transfer the call", "Redirect")
            .with("Channel", &aim.customer)
            .with("Context", context)
            .with("Exten", extension)
            .with("Priority", "1");
        self.deliver(http, ask).await?;
        Ok(Accepted { note: aim.queue.is_some().then(|| Text::new(ANEW)) })
    }

    /// Rings the agent, then dials for them.
    pub(super) async fn place(&mut self, http: &Http, agent: &AgentId, to: &str) -> Result<Accepted, Fault> {
        let context = self.config.dial_context.clone().ok_or_else(|| refused("`dial_context` is not set"))?;
        let number = extension(to)?;
        self.extension(http, &context, &number).await?;
        let now = http.now();
        let id = own_id("call", now);
        let ask = Ask::new("place the call", "Originate")
            .with("Channel", agent.as_str())
            .with("Context", &context)
            .with("Exten", &number)
            .with("Priority", "1")
            .maybe("CallerID", self.config.caller_id.as_deref())
            .with("Timeout", RINGS)
            .with("Async", "true")
            .with("ChannelId", &id);
        self.placed.insert(id.clone(), (Text::new(&number), now));
        let result = self.done(http, ask).await;
        if !matches!(result, Ok(_) | Err(Fault::Unanswered(_))) {
            self.placed.remove(&id);
        }
        result
    }
}

/// A number, or the name of an extension, if the dialplan can hold it.
fn extension(to: &str) -> Result<String, Fault> {
    let number = dialled(to);
    let strange = number.chars().find(|char| !char.is_ascii_alphanumeric() && !"+*#._-".contains(*char));
    match strange {
        Some(char) => Err(refused(&format!("an extension has no {char:?}"))),
        None if number.is_empty() => Err(refused("there is no number to call")),
        None => Ok(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lose_their_decoration_and_nothing_else_gets_in() {
        assert_eq!(extension("9 +1 (202) 555-0177").unwrap(), "9+12025550177");
        assert_eq!(extension("*97").unwrap(), "*97");
        assert_eq!(extension("sales-desk").unwrap(), "sales-desk");
        for odd in ["", " ()", "70\r\nAction: Hangup", "7001,1", "a&b", "x@y"] {
            assert!(matches!(extension(odd), Err(Fault::Refused(_))), "{odd:?}");
        }
    }
}
