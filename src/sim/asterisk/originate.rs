//! `Originate` and `PlayDTMF`: calling a phone to listen, to speak or to be connected (asterisk §5).

use super::super::world::{Mode, Ms};
use super::dialplan::{self, Phone, Place};
use super::legs::{State, Who};
use super::names::{Name, Part};
use super::packet::ack;
use super::phones::{Aim, Rung, Spy};
use super::plan::{PICK_UP, Route};
use super::sessions::Class;
use super::switch::{Said, Say, Switch, Turn, Until};

/// Applications that need the class system, whatever case they are written in.
const FORBIDDEN: [&str; 6] = ["agi", "exec", "system", "mixmonitor", "originate", "externalivr"];
/// Functions that need it when they stand in the data.
const DANGEROUS: [&str; 7] = ["DB", "EVAL", "FILE", "CURL", "SHELL", "ODBC", "REALTIME"];

/// When a phone is picked up for which the world has no answer.
const REACTION: Ms = 1_500;

/// The message of success, which says nothing about the phone.
pub(super) const QUEUED: &str = "Originate successfully queued";
pub(super) const FAILED: &str = "Originate failed";

pub(super) fn originate(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let get = |name| turn.params.get(name);
    let channel = get("Channel").to_owned();
    if channel.is_empty() {
        return Err("Channel not specified".to_owned());
    }
    let phone = dialplan::phone(turn.site, &channel).ok_or("Invalid channel")?;
    let (app, data) = (get("Application").to_owned(), get("Data").to_owned());
    let system =
        switch.sessions.get(turn.cookie).is_some_and(|session| session.may(turn.ask, &[Class::System]));
    if !app.is_empty() && !system && blacklisted(&app, &data) {
        return Err("Originate Access Forbidden: app or data blacklisted".to_owned());
    }
    let incomplete = ["Context", "Exten", "Priority"].iter().any(|name| get(name).is_empty());
    if app.is_empty() && incomplete {
        return Err("Originate with 'Exten' requires 'Context' and 'Priority'".to_owned());
    }
    let aim = aim(&app, &data, turn);
    let born = turn.site.now();
    let own = get("ChannelId");
    let taken = !own.is_empty() && switch.legs.iter().any(|leg| leg.unique == own);
    let mut name = switch.names.make(turn.site, &channel, born);
    if !own.is_empty() {
        own.clone_into(&mut name.unique);
    }
    let timeout = get("Timeout").parse().unwrap_or(30_000);
    let asynchronous = turn.params.yes("Async");
    let rung = Rung {
        number: switch.phones.number(),
        phone: channel,
        name,
        caller: caller(get("CallerID")),
        aim,
        answers: None,
        until: born + timeout,
        told: asynchronous.then(|| get("ActionID").to_owned()),
        up: None,
    };
    let number = rung.number;
    if taken || phone == Phone::Missing {
        rung.tell(switch, (turn.site, turn.look), 0);
    } else {
        ring(switch, turn, rung, &phone);
    }
    if asynchronous {
        return Ok(ack(turn.params, QUEUED).into());
    }
    Ok(Say::Later(Until::Phone(number)))
}

fn blacklisted(app: &str, data: &str) -> bool {
    let app = app.to_lowercase();
    FORBIDDEN.iter().any(|word| app.contains(word)) || DANGEROUS.iter().any(|word| data.contains(word))
}

fn aim(app: &str, data: &str, turn: &Turn<'_>) -> Aim {
    if app.is_empty() {
        let (context, exten) = (turn.params.get("Context").to_owned(), turn.params.get("Exten").to_owned());
        return Aim::Dial { context, exten };
    }
    if !app.eq_ignore_ascii_case("ChanSpy") {
        return Aim::Nothing;
    }
    let (target, options) = data.split_once(',').unwrap_or((data, ""));
    let (target, options) = (target.to_owned(), options.to_owned());
    Aim::Spy(Spy { data: data.to_owned(), target, options, listener: None, on: None })
}

/// `"Name" <number>`, or a number alone.
fn caller(text: &str) -> Who {
    match text.split_once('<') {
        Some((name, rest)) => Who::new(rest.trim_end_matches('>').trim(), name.trim().trim_matches('"')),
        None => Who::new(text.trim(), ""),
    }
}

/// Lets a phone ring.
fn ring(switch: &mut Switch, turn: &mut Turn<'_>, mut rung: Rung, phone: &Phone) {
    let answered = !turn.ask.trouble.has("unanswered");
    rung.answers = answered.then(|| turn.site.now() + REACTION);
    match (&mut rung.aim, phone) {
        (Aim::Spy(spy), _) if answered => {
            let target = spy.find(&switch.legs).cloned();
            let mode = target.as_ref().map(|leg| spy.mode(leg));
            let call = target.and_then(|leg| leg.part.call());
            if let (Some(call), Some(mode)) = (call, mode)
                && turn.site.listen(call, &rung.phone, mode)
            {
                let listener = turn.site.calls.get(&call).and_then(|call| call.listeners.last());
                rung.answers = listener.map(|listener| listener.from);
                spy.listener = listener.map(|listener| (call, listener.id));
            }
        }
        (Aim::Dial { context, exten }, Phone::Agent(ix)) if answered => {
            if let Some((_, Place::Outside(party))) = dialplan::find(turn.site, context, exten)
                && let Some(call) = turn.site.summon(*ix, &party, "")
            {
                place(switch, turn, (&rung.name, &rung.caller, exten), Part::Agent(call, *ix));
                rung.answers = Some(turn.site.now() + PICK_UP);
                rung.aim =
                    Aim::Placed { call, context: std::mem::take(context), exten: std::mem::take(exten) };
            }
        }
        (Aim::Spy(_) | Aim::Dial { .. } | Aim::Placed { .. } | Aim::Nothing, _) => {}
    }
    switch.phones.rung.push(rung);
}

/// The call that an agent's phone rings for has the phone's name from the start.
fn place(switch: &mut Switch, turn: &mut Turn<'_>, (name, caller, exten): (&Name, &Who, &str), part: Part) {
    let Some(call) = part.call().and_then(|id| turn.site.calls.get_mut(&id)) else { return };
    call.key.clone_from(&name.unique);
    switch.routes.insert(call.id, Route::Placed(caller.clone(), exten.to_owned()));
    switch.names.give(part, name.clone());
}

/// Keys that a supervisor presses, or seems to: with `Receive`, as if they came from the phone.
pub(super) fn dtmf(switch: &mut Switch, turn: &mut Turn<'_>) -> Said {
    let (channel, digit) = (turn.params.get("Channel"), turn.params.get("Digit"));
    if channel.is_empty() {
        return Err("Channel not specified".to_owned());
    }
    if digit.is_empty() {
        return Err("No digit specified".to_owned());
    }
    let leg = switch.leg(channel).ok_or("Channel not found")?.clone();
    let done = Ok(ack(turn.params, "DTMF successfully queued").into());
    let (Part::Phone(number), true) = (leg.part, turn.params.yes("Receive") && leg.state == State::Up) else {
        return done;
    };
    let mode = match digit {
        "4" => Mode::Monitor,
        "5" => Mode::Whisper,
        "6" => Mode::Barge,
        _ => return done,
    };
    if let Some(Rung { aim: Aim::Spy(spy), .. }) = switch.phones.get(number)
        && spy.options.contains('d')
        && let (Some((call, listener)), Some(target)) = (spy.listener, &spy.on)
    {
        turn.site.turn_to(call, listener, Spy::heard(mode, target));
    }
    done
}
