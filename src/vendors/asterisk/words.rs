//! What the server does with a leg that talks with nobody, in words: from the name of the application that it is in.

use crate::domain::Text;

/// The words for `application`; its own name where there are none for it.
pub(super) fn alone(application: &str) -> Text {
    let plain = application.to_ascii_lowercase();
    let word = match plain.as_str() {
        "background" | "backgrounddetect" | "waitexten" | "read" | "readexten" | "ivr" | "directory"
        | "disa" | "speechbackground" | "sayalpha" | "saydigits" | "saynumber" => "in a menu",
        "voicemail" | "voicemailmain" | "vmauthenticate" | "minivmrecord" | "minivmgreet" => "voicemail",
        "dial" | "retrydial" | "followme" | "originate" | "ringing" | "progress" | "agentrequest" => {
            "ringing out"
        }
        "playback" | "controlplayback" | "playtones" | "mp3player" | "festival" | "morsecode" => {
            "hears an announcement"
        }
        "musiconhold" | "startmusiconhold" | "waitmusiconhold" => "hears music",
        "confbridge" | "meetme" | "page" => "alone in a conference",
        "bridgewait" => "in a waiting room",
        "stasis" | "agi" | "eagi" | "fastagi" | "deadagi" | "asyncagi" | "externalivr" | "audiosocket" => {
            "in a program"
        }
        "record" | "dictate" => "leaves a message",
        "echo" | "milliwatt" => "echo test",
        "busy" | "congestion" | "hangup" | "playbusy" => "hears busy",
        "wait" | "waituntil" | "answer" | "noop" | "goto" | "gotoif" | "gosub" | "return" | "set"
        | "macro" | "appdial" | "appdial2" | "appqueue" => "in the dialplan",
        _ => return Text::new(application),
    };
    word.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn applications_become_words_and_new_ones_keep_their_name() {
        for (application, word) in [
            ("BackGround", "in a menu"),
            ("WaitExten", "in a menu"),
            ("Read", "in a menu"),
            ("VoiceMail", "voicemail"),
            ("Dial", "ringing out"),
            ("MusicOnHold", "hears music"),
            ("BridgeWait", "in a waiting room"),
            ("Stasis", "in a program"),
            ("Echo", "echo test"),
            ("ConfBridge", "alone in a conference"),
            ("SomethingNew", "SomethingNew"),
        ] {
            assert_eq!(&*alone(application), word, "{application}");
        }
    }
}
