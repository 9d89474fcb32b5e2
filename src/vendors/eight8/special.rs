//! What only 8x8 can do (8x8 §5.3 to §5.6, §4.7, §5.9).

use super::variable;
use crate::domain::{Field, FieldKind, Phase, Reach, Shows, Special, Text, Weight};

/// Ends the call and the agent's work on it.
pub(super) const END_ALL: &str = "end-all";
/// Hangs up one agent's leg.
pub(super) const HANG_UP_LEG: &str = "hang-up-leg";
/// Frees line 1.
pub(super) const FREE_LINE_1: &str = "free-line-1";
/// Frees line 2.
pub(super) const FREE_LINE_2: &str = "free-line-2";
/// Frees every line.
pub(super) const FREE_LINES: &str = "free-lines";
/// Sets a variable on a call.
pub(super) const SET_VARIABLE: &str = "set-variable";
/// Shows a call's variables.
pub(super) const CALL_DATA: &str = "call-data";

/// The field of [`HANG_UP_LEG`].
pub(super) const AGENT: &str = "agent";

const WITH_AN_AGENT: &[Phase] = &[Phase::Ringing, Phase::Dialing, Phase::Talking, Phase::Held];

/// All of them; those on calls where calls are `streamed`, since only the stream tells their ids. A variable shows
/// where calls' data is read.
pub(super) fn all(call_data: bool, streamed: bool) -> Vec<Special> {
    let mut all = if streamed { on_calls(call_data) } else { Vec::new() };
    all.extend([
        Special::agent(
            FREE_LINE_1,
            "free line 1",
            Weight::Final,
            "Ends the agent's part in the call on their first line.",
        )
        .shows(Shows::Agent)
        .reaching(Reach::One),
        Special::agent(
            FREE_LINE_2,
            "free line 2",
            Weight::Final,
            "Ends the agent's part in the call on their second line.",
        )
        .shows(Shows::Agent)
        .reaching(Reach::One),
        Special::agent(
            FREE_LINES,
            "free all lines",
            Weight::Final,
            "Ends the agent's part in all their calls.",
        )
        .shows(Shows::Agent)
        .reaching(Reach::Every),
    ]);
    all
}

fn on_calls(call_data: bool) -> Vec<Special> {
    let other = FieldKind::Line(Text::new("the name or id of another agent on this call"));
    vec![
        Special::call(
            END_ALL,
            "end call and its wrap-up",
            Weight::Final,
            "Disconnects everybody, and ends the agent's wrap-up even if a code is still missing.",
        )
        .shows(Shows::Moved),
        Special::call(
            HANG_UP_LEG,
            "hang up the agent's leg",
            Weight::Final,
            "Disconnects the agent; the others stay if it is a conference or was transferred.",
        )
        .asks(vec![Field::optional(AGENT, "agent, if not the one shown", other)])
        .within(WITH_AN_AGENT)
        .shows(Shows::Moved),
        Special::call(
            SET_VARIABLE,
            "set a variable",
            Weight::Noticed,
            "The call carries the variable from then on; the agent sees it if you say so.",
        )
        .asks(variable::fields())
        .shows(if call_data { Shows::Changed } else { Shows::Nothing }),
        Special::call(
            CALL_DATA,
            "look up its variables",
            Weight::Quiet,
            "Reads what the call carries; nobody notices.",
        ),
    ]
}
