//! Names: what a channel's name and a queue member's interface say of the phone, the trunk or the helper behind them
//! (fact sheet §3).
//!
//! A channel is `TECHNOLOGY/ENDPOINT-CALL`. What tells calls apart differs: `PJSIP/102-00000001`, `DAHDI/1-1`,
//! `IAX2/office-4223`, `mISDN/1-u13`, `UnicastRTP/127.0.0.1:15900-0x7fca`. On an ISDN span the other side's number
//! stands between: `DAHDI/i1/2025550142-4b`. A channel that is being moved has its name wrapped:
//! `AsyncGoto/SIP/101-0000000a`, `SIP/101-0000000a<ZOMBIE>`. An interface is how a phone is dialled, which is not
//! always how its channels are called: `PJSIP/2025550143@carrier`, `SIP/carrier/2025550143`, `Local/101@from-queue/n`.

/// Technologies of legs that carry sound or text for the server itself: nobody is at their end.
const HELPERS: &[&str] = &[
    "Announcer",
    "AudioSocket",
    "Bridge",
    "CBAnn",
    "CBRec",
    "ConfBridgeRecorder",
    "Message",
    "MulticastRTP",
    "Playback",
    "Recorder",
    "Snoop",
    "Surrogate",
    "UnicastRTP",
    "WebSocket",
];

/// What stands before the name of a channel that is being moved.
const WRAPPED: &[&str] = &["AsyncGoto/", "Transfered/", "Transferred/", "Parked/"];

/// The phone or trunk of `channel`: `PJSIP/102` of `PJSIP/102-00000001`, `DAHDI/i1` of `DAHDI/i1/2025550142-4b`, and
/// `Local/301@robots` of `Local/301@robots-00000009;1`.
pub(super) fn endpoint(channel: &str) -> &str {
    let name = line(channel);
    match name.match_indices('/').nth(1) {
        Some((end, _)) if !name.starts_with("Local/") => name.get(..end).unwrap_or(name),
        Some(_) | None => name,
    }
}

/// `channel` without what tells this call from others: `DAHDI/i1/2025550142` of `DAHDI/i1/2025550142-4b`.
pub(super) fn line(channel: &str) -> &str {
    let name = channel.split('<').next().unwrap_or(channel);
    let name = WRAPPED.iter().find_map(|wrap| name.strip_prefix(wrap)).unwrap_or(name);
    let name = name.rsplit_once(';').map_or(name, |(name, _)| name);
    match name.rsplit_once('-') {
        Some((line, call)) if numbers_a_call(call) => line,
        Some(_) | None => name,
    }
}

fn numbers_a_call(text: &str) -> bool {
    let text = text.strip_prefix("0x").or_else(|| text.strip_prefix('u')).unwrap_or(text);
    !text.is_empty() && text.chars().all(|char| char.is_ascii_hexdigit() || char == '.')
}

/// The number of the other side, where the channel's name has it: `2025550142` of `DAHDI/i1/2025550142-4b`.
pub(super) fn far_number(channel: &str) -> Option<&str> {
    let rest = line(channel).strip_prefix(endpoint(channel))?.strip_prefix('/')?;
    Some(rest).filter(|number| is_number(number))
}

/// Which half of a pair of local legs `channel` is, and the name that both share.
pub(super) fn half(channel: &str) -> Option<(&str, char)> {
    let (pair, half) = channel.split('<').next()?.rsplit_once(';')?;
    let half = half.chars().next().filter(|_| channel.starts_with("Local/"))?;
    Some((pair, half))
}

/// Whether `channel` stands for nobody: a helper of the server's own, or what is left of one that was moved.
pub(super) fn is_helper(channel: &str) -> bool {
    let (technology, rest) = channel.split_once('/').unwrap_or((channel, ""));
    HELPERS.iter().any(|helper| helper.eq_ignore_ascii_case(technology))
        || rest.starts_with("pseudo")
        || channel.contains("<ZOMBIE>")
}

/// A queue member's interface as [`endpoint`] spells it: local ones may carry options, `Local/301@robots/n`.
pub(super) fn interface(location: &str) -> &str {
    let location = location.split('&').next().unwrap_or(location);
    let Some(rest) = location.strip_prefix("Local/") else { return location };
    let options = rest.rsplit_once('/').filter(|(_, options)| !options.contains('@'));
    let options = options.map_or(0, |(_, options)| options.len() + 1);
    location.get(..location.len() - options).unwrap_or(location)
}

/// The number that `interface` stands for: `102` of `PJSIP/102`, `301` of `Local/301@robots/n`, `998` of
/// `hint:998@ext-local`, `1001` of `Agent:1001`, `2025550143` of `PJSIP/2025550143@carrier`. `None` where it stands
/// for a state that somebody sets, `Custom:…`.
pub(super) fn number(interface: &str) -> Option<&str> {
    let interface = self::interface(interface);
    let before_at = |text| str::split(text, '@').next().filter(|text| !text.is_empty());
    if let Some((kind, rest)) = interface.split_once(':').filter(|(kind, _)| !kind.contains('/')) {
        let numbered = ["hint", "agent"].iter().any(|known| known.eq_ignore_ascii_case(kind));
        return before_at(rest).filter(|_| numbered);
    }
    let rest = interface.split_once('/').map_or(interface, |(_, rest)| rest);
    // The last part, unless that is an address: `PJSIP/101/sip:101@192.0.2.1`.
    let part = rest.rsplit('/').find(|part| !part.contains(':')).unwrap_or(rest);
    before_at(part)
}

/// What a state `hint:101@ext-local` is the hint of: `101@ext-local`.
pub(super) fn hinted(state: &str) -> Option<&str> {
    let (kind, hinted) = state.split_once(':')?;
    Some(hinted).filter(|_| kind.eq_ignore_ascii_case("hint"))
}

/// Whether `device` is a phone or trunk, or a pair of local legs: neither a state that somebody sets nor one that stands
/// for a queue, a hint or an agent of a pool.
pub(super) fn is_phone(device: &str) -> bool {
    device.contains('/') && !device.contains(':')
}

/// Whether `interface` is a pair of local legs: whatever the dialplan makes of them.
pub(super) fn is_local(interface: &str) -> bool {
    interface.starts_with("Local/")
}

/// The phone or trunk that the dial string `dialled` reaches: `PJSIP/carrier` of `PJSIP/2025550143@carrier`,
/// `SIP/carrier` of `SIP/carrier/2025550143`.
pub(super) fn reaches(dialled: &str) -> String {
    let dialled = interface(dialled);
    if dialled.starts_with("Local/") {
        return dialled.to_owned();
    }
    let mut parts = dialled.splitn(3, '/');
    let (technology, first) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let peer = first.rsplit_once('@').filter(|_| technology != "Skinny").map_or(first, |(_, peer)| peer);
    format!("{technology}/{peer}")
}

/// Whether `name` is as `pattern` says, in which `*` stands for any text and `?` for one character.
pub(super) fn fits(pattern: &str, name: &str) -> bool {
    let mut chars = pattern.chars();
    match chars.next() {
        None => name.is_empty(),
        Some('*') => {
            let rest = chars.as_str();
            let mut ends = name.char_indices().map(|(place, _)| place).chain([name.len()]);
            ends.any(|place| name.get(place..).is_some_and(|tail| fits(rest, tail)))
        }
        Some(one) => {
            let mut others = name.chars();
            others.next().is_some_and(|other| one == '?' || one == other)
                && fits(chars.as_str(), others.as_str())
        }
    }
}

/// Whether people can be called by `text`. In the dialplan, `s` and the like stand where a number should.
pub(super) fn is_number(text: &str) -> bool {
    text.chars().any(|char| char.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channels_name_tells_its_phone_or_trunk() {
        for (channel, phone) in [
            ("PJSIP/102-00000001", "PJSIP/102"),
            ("SIP/front-desk-0000002a", "SIP/front-desk"),
            ("SIP/front-desk", "SIP/front-desk"),
            ("IAX2/office-4223", "IAX2/office"),
            ("IAX2/192.0.2.1:4569-131", "IAX2/192.0.2.1:4569"),
            ("DAHDI/1-1", "DAHDI/1"),
            ("DAHDI/i1/2025550142-4b", "DAHDI/i1"),
            ("Zap/31-1", "Zap/31"),
            ("CAPI/ISDN1/5551234-3f", "CAPI/ISDN1"),
            ("mISDN/1-u13", "mISDN/1"),
            ("Khomp/B0C1-0.0", "Khomp/B0C1"),
            ("SCCP/101-00000003", "SCCP/101"),
            ("Skinny/101@lobby-1", "Skinny/101@lobby"),
            ("Local/301@robots-00000009;1", "Local/301@robots"),
            ("Local/*98/7@features-0000000a;2", "Local/*98/7@features"),
            ("AsyncGoto/SIP/101-0000000a", "SIP/101"),
            ("SIP/101-0000000a<ZOMBIE>", "SIP/101"),
        ] {
            assert_eq!(endpoint(channel), phone, "{channel}");
        }
        assert_eq!(far_number("DAHDI/i1/2025550142-4b"), Some("2025550142"));
        assert_eq!((far_number("DAHDI/1-1"), far_number("PJSIP/102-00000001")), (None, None));
    }

    #[test]
    fn halves_and_helpers_are_told_from_people() {
        assert_eq!(half("Local/301@robots-00000009;1"), Some(("Local/301@robots-00000009", '1')));
        assert_eq!((half("PJSIP/102-00000001"), half("CBAnn/850-00000001;2")), (None, None));
        for channel in [
            "Message/ast_msg_queue",
            "UnicastRTP/127.0.0.1:15900-0x7fcae400fd70",
            "MulticastRTP/0x7fcae400fd70",
            "Announcer/ARI-00000003;1",
            "CBAnn/850-00000001;2",
            "CBRec/conf-850-uid-123;1",
            "AudioSocket/127.0.0.1:9092-40325ec2",
            "WebSocket/media-0x7fca",
            "Recorder/ARI-00000004;1",
            "Snoop/1795201797.2-00000001",
            "Surrogate/SIP/101-0000000a",
            "DAHDI/pseudo-1465131415",
            "SIP/101-0000000a<ZOMBIE>",
        ] {
            assert!(is_helper(channel), "{channel}");
        }
        for channel in ["PJSIP/message-00000001", "DAHDI/i1/2025550142-4b", "AsyncGoto/SIP/101-0000000a"] {
            assert!(!is_helper(channel), "{channel}");
        }
    }

    #[test]
    fn interfaces_tell_the_number_that_they_stand_for() {
        for (spelled, expected) in [
            ("PJSIP/102", Some("102")),
            ("hint:998@ext-local", Some("998")),
            ("Agent:1001", Some("1001")),
            ("Agent/1001", Some("1001")),
            ("Local/301@robots/n", Some("301")),
            ("Local/301@robots", Some("301")),
            ("PJSIP/101&Custom:DND101", Some("101")),
            ("PJSIP/2025550143@carrier", Some("2025550143")),
            ("PJSIP/101/sip:101@192.0.2.1:5060", Some("101")),
            ("SIP/carrier/2025550143", Some("2025550143")),
            ("DAHDI/g1/2025550143", Some("2025550143")),
            ("Skinny/101@lobby", Some("101")),
            ("102", Some("102")),
            ("Custom:DND101", None),
            ("", None),
        ] {
            assert_eq!(number(spelled), expected, "{spelled}");
        }
        assert_eq!(interface("Local/301@robots/n"), "Local/301@robots");
        assert_eq!(interface("Local/*98/7@features/nj"), "Local/*98/7@features");
        assert_eq!(interface("PJSIP/102"), "PJSIP/102");
    }

    #[test]
    fn a_dial_string_reaches_a_phone_or_trunk() {
        for (dialled, reached) in [
            ("PJSIP/101", "PJSIP/101"),
            ("PJSIP/+12025550170@carrier", "PJSIP/carrier"),
            ("SIP/carrier/2025550143", "SIP/carrier"),
            ("IAX2/us:secret@office/101", "IAX2/office"),
            ("Local/400@from-internal/n", "Local/400@from-internal"),
            ("Skinny/101@lobby", "Skinny/101@lobby"),
        ] {
            assert_eq!(reaches(dialled), reached, "{dialled}");
        }
    }

    #[test]
    fn patterns_stand_for_many_names() {
        for (pattern, name, whether) in [
            ("PJSIP/carrier", "PJSIP/carrier", true),
            ("PJSIP/carrier", "PJSIP/carrier2", false),
            ("PJSIP/trunk-*", "PJSIP/trunk-west", true),
            ("PJSIP/trunk-*", "PJSIP/trunk", false),
            ("*/trunk-??", "IAX2/trunk-de", true),
            ("DAHDI/*", "DAHDI/i1/2025550142", true),
            ("*", "", true),
            ("?", "", false),
            ("a*b*c", "a-b-b-c", true),
        ] {
            assert_eq!(fits(pattern, name), whether, "{pattern} {name}");
        }
    }
}
