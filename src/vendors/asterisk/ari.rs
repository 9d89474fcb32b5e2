//! `GET /ari/bridges`: since when people talk, which the manager interface does not tell (fact sheet §1, §3).

use std::collections::BTreeMap;

use chrono::DateTime;
use serde::Deserialize;

use super::config::AsteriskConfig;
use crate::domain::{At, Fault};
use crate::vendor::{Http, Reply, Request, join, rows};

#[derive(Deserialize)]
struct Wire {
    id: String,
    creationtime: String,
}

/// When each bridge began; nothing without a user for it.
pub(super) async fn talks(http: &Http, config: &AsteriskConfig) -> Result<BTreeMap<String, At>, Fault> {
    let Some((user, secret)) = config.ari_user.as_deref().zip(config.ari_secret.as_ref()) else {
        return Ok(BTreeMap::new());
    };
    let request = Request::get("read the bridges", join(&config.url, &["ari", "bridges"]))
        .header("Accept", "application/json")
        .basic(user, secret.expose());
    read(&http.send(request).await?.ok()?)
}

/// When each bridge of `reply` began; one without a time is left out.
pub(super) fn read(reply: &Reply) -> Result<BTreeMap<String, At>, Fault> {
    let (bridges, _) = rows(reply.json()?, |wire: Wire| {
        let began = instant(&wire.creationtime).ok_or(".creationtime: not a time")?;
        Ok((wire.id, reply.instant(began)))
    });
    Ok(bridges.into_iter().collect())
}

/// ISO 8601 with milliseconds and an offset without a colon, which RFC 3339 does not know (fact sheet §9).
fn instant(text: &str) -> Option<i64> {
    let read = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z");
    read.ok().map(|time| time.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bridges_tell_when_they_began_in_any_zone() {
        let body = include_bytes!("../../../tests/fixtures/asterisk/bridges.json");
        let reply = Reply {
            label: "read the bridges",
            status: 200,
            content_type: "application/json".into(),
            headers: Vec::new(),
            retry_after: None,
            body: body.to_vec(),
            at: At::from_millis(1_795_201_850_000),
            skew: Some(500),
            acts: false,
        };
        let talks = read(&reply).unwrap();
        let began = talks.get("2b3e107c-b9a1-46dd-9a44-bfb6b44368d6");
        // 2026-11-20T19:10:00.387Z by a clock that is half a second ahead.
        assert_eq!(began, Some(&At::from_millis(1_795_201_800_387 - 500)));
        assert_eq!(instant("2026-11-20T21:10:00.387+0200"), Some(1_795_201_800_387));
        assert_eq!(instant("yesterday"), None);
    }
}
