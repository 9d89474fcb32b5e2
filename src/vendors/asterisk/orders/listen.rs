//! Listening: a phone that runs `ChanSpy` on the agent's leg (fact sheet §5).

use super::{Asterisk, RINGS, gone, refused};
use crate::domain::{Accepted, At, Fault, ListenMode, Text};
use crate::vendor::Http;
use crate::vendors::asterisk::ask::Ask;
use crate::vendors::asterisk::calls::Aim;
use crate::vendors::asterisk::names::endpoint as endpoint_of;
use crate::vendors::asterisk::spies::{Phones, Spy, Target, is_ours, own_id};

/// Quiet, ends with the call, ends when there is nothing to listen to, and the target is a leg's id. With `d` a
/// digit changes the mode, whichever it begins in: measured with `d`, `dw` and `dB`.
fn options(mode: ListenMode) -> &'static str {
    match mode {
        ListenMode::Monitor => "quESd",
        ListenMode::Whisper => "quESdw",
        ListenMode::Barge => "quESdB",
    }
}

/// The digit that changes to `mode`.
fn digit(mode: ListenMode) -> &'static str {
    match mode {
        ListenMode::Monitor => "4",
        ListenMode::Whisper => "5",
        ListenMode::Barge => "6",
    }
}

impl Asterisk {
    /// Rings `phone` and puts it on the agent's leg.
    pub(super) async fn listen(
        &mut self,
        http: &Http,
        aim: &Aim,
        (mode, phone): (ListenMode, &Text),
        now: At,
    ) -> Result<Accepted, Fault> {
        let endpoint = self.phone(phone);
        let (agent, name) = self.agent_leg(http, aim).await?;
        if endpoint_of(&name) == endpoint {
            return Err(refused("this is the phone of the agent who is on the call; nothing was sent"));
        }
        let mark = format!("{}{:03}", now.millis(), fastrand::u32(0..1_000));
        let id = own_id(&agent, &mark);
        self.phones.learn(&endpoint, phone);
        let ask = Ask::new("listen", "Originate")
            .with("Channel", &endpoint)
            .with("Application", "ChanSpy")
            .with("Data", &format!("{agent},{}", options(mode)))
            .maybe("CallerID", self.config.caller_id.as_deref())
            .with("Timeout", RINGS)
            .with("Async", "true")
            .with("ChannelId", &id);
        self.deliver(http, ask).await?;
        // It is there before the next list tells of it.
        self.spies.push(Spy { id, endpoint, target: Target::Leg(agent), answered: false, since: Some(now) });
        Ok(Accepted::default())
    }

    /// Changes the mode of `phone`, which listens already.
    pub(super) async fn switch(
        &mut self,
        http: &Http,
        aim: &Aim,
        mode: ListenMode,
        phone: &Text,
    ) -> Result<Accepted, Fault> {
        let id = self.ours(aim, phone)?;
        let now = self.leg(http, &id).await?;
        let options = now.get("Data").and_then(|data| data.rsplit_once(',')).map(|(_, options)| options);
        match (now.known("Application"), options) {
            (Some("ChanSpy"), Some(options)) if options.contains('d') => {}
            (Some("ChanSpy"), _) => {
                return Err(refused("this listening was begun without a way to change it: end it first"));
            }
            _ => return Err(refused("your phone has not been answered yet; nothing was sent")),
        }
        let ask = Ask::new("change the mode", "PlayDTMF")
            .with("Channel", &id)
            .with("Digit", digit(mode))
            .with("Receive", "true");
        self.done(http, ask).await
    }

    /// Takes `phone` off the call.
    pub(super) async fn leave(&mut self, http: &Http, aim: &Aim, phone: &Text) -> Result<Accepted, Fault> {
        let id = self.ours(aim, phone)?;
        let ask = Ask::new("stop listening", "Hangup").with("Channel", &id);
        self.deliver(http, ask).await?;
        self.spies.retain(|spy| spy.id != id);
        Ok(Accepted::default())
    }

    /// The channel of `phone` on the call. Only one that was placed from here is ever touched.
    fn ours(&self, aim: &Aim, phone: &Text) -> Result<String, Fault> {
        let wanted = self.phone(phone);
        let heard = |spy: &Spy| self.aims.get(self.heard.get(&spy.id)?.as_ref()?);
        let named = |spy: &Spy| aim.legs.iter().any(|(id, name)| spy.target.is(id, name));
        let on_it = |spy: &&Spy| named(spy) || heard(spy) == Some(aim);
        let mut spies = self.spies.iter().filter(|spy| spy.endpoint == wanted).filter(on_it);
        match spies.clone().find(|spy| is_ours(&spy.id)) {
            Some(spy) => Ok(spy.id.clone()),
            None if spies.next().is_some() => {
                Err(refused("your phone listens, but not from here: hang it up yourself"))
            }
            None => Err(gone("your phone is not on this call any more")),
        }
    }

    /// An operator's phone as the server spells it.
    pub(super) fn phone(&self, phone: &str) -> String {
        Phones::endpoint(phone, self.devices.keys().map(String::as_str))
    }
}
