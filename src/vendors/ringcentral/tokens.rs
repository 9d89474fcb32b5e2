//! Which token an account holds, and what it needs next. Told the time; talks to nobody.

use std::collections::VecDeque;
use std::time::Duration;

use crate::config::Secret;
use crate::domain::{At, Text};

/// How often a token may be asked for in a minute by exchange or login (ringcentral §2.1).
const PER_MINUTE: usize = 5;
const MINUTE: Duration = Duration::from_mins(1);
/// How long a refused sign-in is left alone: repeated ones lock the user out (ringcentral §2.5).
const BAR: Duration = Duration::from_mins(1);
/// What a token must have left to carry an order, so that it does not run out on the way.
pub(super) const SPARE: Duration = Duration::from_secs(30);

/// A RingCX access token and its times.
#[derive(Clone, Debug)]
struct Access {
    token: Secret,
    life: Duration,
    began: At,
}

/// What a sign-in or a renewal brought.
#[derive(Clone, Debug)]
pub(super) struct Granted {
    /// The RingCX access token.
    pub(super) access: Secret,
    /// What renews it, once; `None` if the vendor gave none.
    pub(super) refresh: Option<Secret>,
    /// How long the access token lives.
    pub(super) life: Duration,
}

/// What an account needs before it can ask for anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing: the token is good.
    Ready,
    /// The refresh token, spent once.
    Refresh(Secret),
    /// To exchange this RingCentral token.
    Exchange(Secret),
    /// To begin anew: the JWT grant, or the direct login.
    Begin,
    /// To wait: the sign-in was refused a moment ago, for this reason.
    Barred(Text),
}

/// The tokens of one account. Every change is one call, right by itself, so a poll may be dropped at any time.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    access: Option<Access>,
    refresh: Option<Secret>,
    platform: Option<(Secret, At)>,
    asked: VecDeque<At>,
    barred: Option<(At, Text)>,
}

impl Tokens {
    /// What is needed at `now` for something that takes `spare`. A token is renewed when four fifths of its
    /// life are over, or when less than `spare` is left, unless it never had twice as much.
    pub(super) fn step(&self, now: At, spare: Duration) -> Step {
        let good = self.access.as_ref().is_some_and(|access| {
            let left = access.left(now);
            left >= access.life / 5 && left >= spare.min(access.life / 2) && !left.is_zero()
        });
        let barred = self.barred.as_ref().filter(|(until, _)| now < *until);
        match (good, &self.refresh, self.platform.as_ref().filter(|(_, ends)| now < *ends), barred) {
            (true, ..) => Step::Ready,
            (false, Some(refresh), ..) => Step::Refresh(refresh.clone()),
            (false, None, _, Some((_, why))) => Step::Barred(why.clone()),
            (false, None, Some((token, _)), None) => Step::Exchange(token.clone()),
            (false, None, None, None) => Step::Begin,
        }
    }

    /// Whether the token still works at `now` for something that takes `spare`, although it is due for renewal.
    pub(super) fn usable(&self, now: At, spare: Duration) -> bool {
        self.access.as_ref().is_some_and(|access| access.left(now) > spare.min(access.life / 2))
    }

    /// The access token.
    pub(super) fn access(&self) -> Option<&Secret> {
        self.access.as_ref().map(|access| &access.token)
    }

    /// Counts one exchange or login, or says how long it has to wait. It counts before it is sent: the vendor
    /// counts those too whose answer nobody waited for.
    pub(super) fn ask(&mut self, now: At) -> Result<(), Duration> {
        while self.asked.front().is_some_and(|asked| now.since(*asked) >= MINUTE) {
            self.asked.pop_front();
        }
        match self.asked.front() {
            Some(oldest) if self.asked.len() >= PER_MINUTE => Err((*oldest + MINUTE).since(now)),
            Some(_) | None => {
                self.asked.push_back(now);
                Ok(())
            }
        }
    }

    /// Takes the place of whatever was there: the new refresh token replaces the old one, which is spent.
    pub(super) fn install(&mut self, granted: Granted, now: At) {
        let Granted { access, refresh, life } = granted;
        self.access = Some(Access { token: access, life, began: now });
        self.refresh = refresh;
        self.barred = None;
    }

    /// A RingCentral token that lives for `life` from `now`. It is given up early: it only serves to begin.
    pub(super) fn take_platform(&mut self, token: Secret, life: Duration, now: At) {
        self.platform = Some((token, now + life.mul_f32(0.8)));
    }

    /// The access token was refused before its time.
    pub(super) fn drop_access(&mut self) {
        self.access = None;
    }

    /// The refresh token was refused, or has been spent by a renewal whose answer got lost.
    pub(super) fn drop_refresh(&mut self) {
        self.refresh = None;
    }

    /// The RingCentral token was refused.
    pub(super) fn drop_platform(&mut self) {
        self.platform = None;
    }

    /// The sign-in itself was refused at `now`.
    pub(super) fn bar(&mut self, why: Text, now: At) {
        self.barred = Some((now + BAR, why));
    }
}

impl Access {
    fn left(&self, now: At) -> Duration {
        (self.began + self.life).since(now)
    }
}

#[cfg(test)]
mod tests;
