//! What the server's own files must say for an account (fact sheet §1, §8).

use super::config::AsteriskConfig;

/// The parts of `http.conf`, `manager.conf` and `ari.conf` that `config` needs.
pub(super) fn text(config: &AsteriskConfig) -> String {
    let (secure, rest) = match config.url.split_once("://") {
        Some((scheme, rest)) => (scheme.eq_ignore_ascii_case("https"), rest),
        None => (false, config.url.as_str()),
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let port = host.rsplit_once(':').map(|(_, port)| port).filter(|port| port.parse::<u16>().is_ok());
    let path = path.trim_matches('/');
    let mut lines = vec!["; http.conf".to_owned(), "[general]".to_owned(), "enabled = yes".to_owned()];
    if secure {
        lines.push("tlsenable = yes".to_owned());
        lines.push(format!("tlsbindaddr = 0.0.0.0:{}", port.unwrap_or("443")));
        lines.push("tlscertfile = /etc/asterisk/keys/asterisk.pem      ; the certificate".to_owned());
        lines.push(
            "tlsprivatekey = /etc/asterisk/keys/asterisk.key    ; its key, readable by Asterisk alone"
                .to_owned(),
        );
    } else {
        lines.push("bindaddr = 127.0.0.1        ; without TLS: not for other hosts".to_owned());
        lines.push(format!("bindport = {}", port.unwrap_or("80")));
    }
    if !path.is_empty() {
        lines.push(format!("prefix = {path}"));
    }
    lines.extend(manager(config));
    if let Some(user) = &config.ari_user {
        lines.extend(["", "; ari.conf", "[general]", "enabled = yes"].map(str::to_owned));
        lines.push(format!("[{user}]"));
        lines.extend(["type = user", "read_only = yes", "password = ..."].map(str::to_owned));
    }
    lines.join("\n")
}

fn manager(config: &AsteriskConfig) -> Vec<String> {
    let mut lines: Vec<String> = [
        "",
        "; manager.conf",
        "[general]",
        "enabled = yes",
        "webenabled = yes",
        "bindaddr = 127.0.0.1        ; port 5038, which is not used here: without this it is open to all, unencrypted",
        "timestampevents = yes",
        "channelvars = MIXMONITOR_FILENAME   ; shows what is recorded",
    ]
    .map(str::to_owned)
    .into();
    lines.push(format!("[{}]", config.user));
    lines.extend(
        [
            "secret = ...",
            "deny = 0.0.0.0/0.0.0.0",
            "permit = 127.0.0.1/255.255.255.255   ; the address of the host that runs callboard",
            "read = call,agent                    ; holds, wrap-up and recordings are told by events alone",
            "write = reporting,call,agent,originate",
            "; to look only:           write = reporting",
            "; to start recordings:    write = reporting,call,agent,originate,system",
            ";   (system can also load modules; stopping a recording does not need it)",
        ]
        .map(str::to_owned),
    );
    lines
}
