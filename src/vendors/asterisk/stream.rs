//! The second session, in which the adapter waits for events: a task of its own, so that it keeps neither polls
//! nor orders waiting (fact sheet §6).

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use super::answer::No;
use super::ask::Ask;
use super::config::AsteriskConfig;
use super::facts::Facts;
use super::login::Login;
use crate::domain::{Fault, Text};
use crate::vendor::{Http, Stream, Urgency, jittered};

/// The classes of events that are asked for.
const CLASSES: &str = "call,agent";
/// How long the server waits for an event before it answers that there was none.
const WAIT: Duration = Duration::from_secs(25);
/// How much longer than that its answer may take.
const GRACE: Duration = Duration::from_secs(10);
/// The least time from one answer to the next question. A busy server answers each at once with one or two
/// events, or none; what happens in between is kept for the session and comes in one piece.
const PAUSE: Duration = Duration::from_secs(1);
/// The part of the account's budget that waiting may use up: one in so many.
const SHARE: u32 = 6;
/// The longest wait after failures, and after a refused sign-in at once.
const LONGEST: Duration = Duration::from_mins(1);

/// Begins to listen.
pub(super) fn listen(config: &AsteriskConfig, http: Http) -> Stream<Facts> {
    paced(config, http, PAUSE)
}

/// As [`listen`], with at least `least` from one answer to the next question.
pub(super) fn paced(config: &AsteriskConfig, http: Http, least: Duration) -> Stream<Facts> {
    let login = Login::new(config, Some(CLASSES));
    Stream::spawn(Facts::default(), move |told| run(login, http, told, least))
}

/// Listens for ever, and begins again after failures. What was known is forgotten with the session it was heard
/// in: while nobody listens, a hold may end and a recording stop.
async fn run(mut login: Login, http: Http, told: watch::Sender<Facts>, least: Duration) {
    let mut delay = least;
    loop {
        let fault = match hear(&mut login, &http, &told, (least, &mut delay)).await {
            Ok(never) => match never {},
            Err(fault) => fault,
        };
        tracing::debug!(fault = fault.short(), "no events");
        login.forget();
        told.send_if_modified(|facts| facts.since.is_some() && std::mem::take(facts).since.is_some());
        delay = if let Fault::RateLimited { after: Some(after) } = fault {
            after.min(LONGEST)
        } else if matches!(fault, Fault::Unauthorized(_) | Fault::Forbidden(_) | Fault::Gone(_)) {
            LONGEST
        } else {
            (delay * 2).min(LONGEST)
        };
        sleep(jittered(delay)).await;
    }
}

async fn hear(
    login: &mut Login,
    http: &Http,
    told: &watch::Sender<Facts>,
    (least, delay): (Duration, &mut Duration),
) -> Result<std::convert::Infallible, Fault> {
    login.enter(http, Urgency::Read).await?;
    let begun = Facts::begun(http.now());
    told.send_if_modified(|facts| {
        *facts = begun;
        false
    });
    loop {
        sleep(pause(http, least)).await;
        let ask = Ask::new("wait for events", "WaitEvent").with("Timeout", &WAIT.as_secs().to_string());
        let answer = match login.send(http, &ask.within(WAIT + GRACE)).await {
            Ok(answer) => answer,
            // The budget is spent for now. The session keeps what happens meanwhile.
            Err(No::Fault(Fault::RateLimited { after: Some(after) })) if after < LONGEST / 2 => {
                sleep(after).await;
                continue;
            }
            Err(no) => return Err(lost(no)),
        };
        login.keep(&answer.reply);
        *delay = least;
        told.send_if_modified(|facts| {
            // Every one is taken in, whichever is news.
            answer.events.iter().filter(|event| facts.take(event, &answer.reply)).count() > 0
        });
    }
}

/// How long to leave the server alone between two questions; not as long as a session lives.
fn pause(http: &Http, least: Duration) -> Duration {
    least.max(Duration::from_mins(1) * SHARE / http.budget().per_minute.max(1)).min(LONGEST / 2)
}

fn lost(no: No) -> Fault {
    match no {
        No::Expired => Fault::Unreachable("the session for events is over".into()),
        No::Denied(_) => Fault::Forbidden("the user may not wait for events".into()),
        No::Said(words) => Fault::Refused(Text::from(format!("failed to wait for events: {words}"))),
        No::Fault(fault) => fault,
    }
}
