//! Every type of JSON value in every kind of field.

use serde::Deserialize;
use serde_json::json;

use super::*;

#[test]
fn texts_are_read_from_every_scalar() {
    let long: Value = serde_json::from_str("202005081040440132050000019657").unwrap();
    for (value, text) in [
        (json!(" 72992 "), Some("72992")),
        (json!(72992), Some("72992")),
        (json!(72992.0), Some("72992")),
        (json!(u64::MAX), Some("18446744073709551615")),
        (json!(9_007_199_254_740_992.0), Some("9007199254740992")),
        (json!(9_007_199_254_740_994.0), None),
        (json!(12.5), Some("12.5")),
        (json!(true), Some("true")),
        (json!(""), None),
        (json!(" "), None),
        (json!("null"), None),
        (json!(null), None),
        (json!(["a"]), None),
        (json!({"a": 1}), None),
        (json!(1e300), None),
        (long, None),
    ] {
        assert_eq!(text_of(&value).as_deref(), text, "{value}");
    }
}

#[test]
fn a_whole_number_has_one_rule_for_fractions_and_for_what_floats_cannot_count() {
    for value in [json!(7), json!("7"), json!(" 7 "), json!(7.0), json!("7.0")] {
        assert_eq!(whole_of(&value), Some(7), "{value}");
    }
    assert_eq!(whole_of(&json!(-1)), Some(-1));
    assert_eq!(whole_of(&json!(i64::MAX)), Some(i64::MAX));
    assert_eq!(whole_of(&json!(9_007_199_254_740_992.0)), Some(9_007_199_254_740_992));
    for value in [
        json!(7.5),
        json!("7.5"),
        json!(9_007_199_254_740_994.0),
        json!(u64::MAX),
        json!(1e300),
        json!("NaN"),
        json!("inf"),
        json!("seven"),
        json!(true),
        json!([7]),
        json!({}),
        json!(null),
        json!(""),
    ] {
        assert_eq!(whole_of(&value), None, "{value}");
    }
}

#[test]
fn a_count_and_a_span_are_neither_negative_nor_absurd() {
    assert_eq!((count_of(&json!(0)), count_of(&json!("14"))), (Some(0), Some(14)));
    assert_eq!(
        (count_of(&json!(1_000_000_000)), count_of(&json!(1_000_000_001))),
        (Some(1_000_000_000), None)
    );
    let (decade, second) = (LONGEST.as_secs(), 1);
    assert_eq!((seconds_of(&json!(decade)), seconds_of(&json!(decade + second))), (Some(LONGEST), None));
    assert_eq!(seconds_of(&json!(94)), Some(Duration::from_secs(94)));
    for value in [json!(-1), json!("-1"), json!(i32::MAX), json!(u32::MAX), json!(i64::MIN), json!(0.5)] {
        assert_eq!((count_of(&value), seconds_of(&value)), (None, None), "{value}");
    }
    assert_eq!(seconds_of(&json!(1_588_948_847)), None, "an epoch is no span");
    assert_eq!((at_once(1_000_000), at_once(1_000_001)), (Some(1_000_000), None));
}

#[test]
fn a_flag_is_a_word_or_one_digit() {
    for value in [json!(true), json!(1), json!("Y"), json!("TRUE"), json!("on")] {
        assert_eq!(flag_of(&value), Some(true), "{value}");
    }
    for value in [json!(false), json!(0), json!("n"), json!("False")] {
        assert_eq!(flag_of(&value), Some(false), "{value}");
    }
    for value in [json!(2), json!(-1), json!("perhaps"), json!(""), json!(null), json!([true])] {
        assert_eq!(flag_of(&value), None, "{value}");
    }
}

#[test]
fn a_number_may_have_a_fraction_and_is_finite() {
    assert_eq!((number_of(&json!(29_947.4)), number_of(&json!("0.5"))), (Some(29_947.4), Some(0.5)));
    assert_eq!((number_of(&json!("inf")), number_of(&json!(null))), (None, None));
}

#[test]
fn an_epoch_is_in_seconds_or_milliseconds_and_nothing_happened_in_its_first_years() {
    assert_eq!(epoch(1_588_948_847), Some(1_588_948_847_000));
    assert_eq!(epoch(1_588_948_847_000), Some(1_588_948_847_000));
    assert_eq!(instant("2020-05-08T14:40:47Z"), Some(1_588_948_847_000));
    for number in [0, -1, 1, i64::MAX, i64::MIN, i64::from(u32::MAX)] {
        assert_eq!(epoch(number), None, "{number}");
    }
    for text in ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "soon", ""] {
        assert_eq!(instant(text), None, "{text}");
    }
}

#[test]
fn a_field_that_means_nothing_costs_nothing_else() {
    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Row {
        #[serde(deserialize_with = "word")]
        word: Option<String>,
        #[serde(deserialize_with = "count")]
        count: Option<u64>,
        #[serde(deserialize_with = "flag")]
        flag: Option<bool>,
        #[serde(deserialize_with = "whole")]
        whole: Option<i64>,
        #[serde(deserialize_with = "seconds")]
        seconds: Option<Duration>,
        #[serde(deserialize_with = "list")]
        list: Option<Vec<Value>>,
    }
    let row = |value: Value| serde_json::from_value::<Row>(value).unwrap();
    let odd =
        row(json!({"word": {}, "count": -1, "flag": "perhaps", "whole": 0.5, "seconds": -1, "list": "none"}));
    assert_eq!(odd, Row::default());
    let one = row(json!({"word": 7, "count": 1.5, "flag": 1, "whole": "-8", "seconds": 9, "list": [1]}));
    let (seconds, list) = (Some(Duration::from_secs(9)), Some(vec![json!(1)]));
    let wanted =
        Row { word: Some("7".into()), count: None, flag: Some(true), whole: Some(-8), seconds, list };
    assert_eq!(one, wanted);
    assert_eq!(row(json!({"count": "14"})).count, Some(14));
    assert_eq!(row(json!({})), Row::default());
}

#[test]
fn what_stands_under_a_key_is_read_as_leniently() {
    let object = json!({"id": 7, "open": "Y", "none": null});
    assert_eq!(
        (field::text(&object, "id"), field::text(&object, "open")),
        (Some("7".into()), Some("Y".into()))
    );
    assert_eq!((field::whole(&object, "id"), field::flag(&object, "open")), (Some(7), Some(true)));
    for (object, key) in [(&object, "none"), (&object, "other"), (&json!([7]), "id")] {
        assert_eq!(
            (field::text(object, key), field::whole(object, key), field::flag(object, key)),
            (None, None, None)
        );
    }
}
