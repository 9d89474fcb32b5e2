//! Plausible names in several languages and scripts, and numbers from ranges that belong to nobody.

use fastrand::Rng;

/// First name, last name, login.
type Person = (&'static str, &'static str, &'static str);

/// One row per culture, so that names are mixed within a row only.
const PEOPLE: [[Person; 6]; 8] = [
    [
        ("Ada", "Lovelace", "ada.lovelace"),
        ("Grace", "Turner", "grace.turner"),
        ("Owen", "Hughes", "owen.hughes"),
        ("Maya", "Brooks", "maya.brooks"),
        ("Liam", "O'Connor", "liam.oconnor"),
        ("Zoe", "Carter", "zoe.carter"),
    ],
    [
        ("נועה", "לוי", "noa.levi"),
        ("איתי", "כהן", "itay.cohen"),
        ("תמר", "מזרחי", "tamar.mizrahi"),
        ("יונתן", "פרץ", "yonatan.peretz"),
        ("שירה", "ביטון", "shira.biton"),
        ("עומר", "דהן", "omer.dahan"),
    ],
    [
        ("Hoa", "Nguyễn", "hoa.nguyen"),
        ("Minh", "Trần", "minh.tran"),
        ("Thảo", "Lê", "thao.le"),
        ("Dũng", "Phạm", "dung.pham"),
        ("Ánh", "Võ", "anh.vo"),
        ("Quốc", "Đặng", "quoc.dang"),
    ],
    [
        ("伊藤", "美咲", "misaki.ito"),
        ("高橋", "健", "ken.takahashi"),
        ("山本", "陽菜", "hina.yamamoto"),
        ("王", "芳", "fang.wang"),
        ("李", "伟", "wei.li"),
        ("김", "민준", "minjun.kim"),
    ],
    [
        ("Jürgen", "Groß", "juergen.gross"),
        ("Käthe", "Müller", "kaethe.mueller"),
        ("Anke", "Schröder", "anke.schroeder"),
        ("Björn", "Åkesson", "bjorn.akesson"),
        ("Søren", "Østergaard", "soren.ostergaard"),
        ("Łukasz", "Wiśniewski", "lukasz.wisniewski"),
    ],
    [
        ("José", "Núñez", "jose.nunez"),
        ("Inês", "Conceição", "ines.conceicao"),
        ("Chloé", "Lefèvre", "chloe.lefevre"),
        ("Marta", "Ibáñez", "marta.ibanez"),
        ("Luca", "Bianchi", "luca.bianchi"),
        ("Théo", "Girard", "theo.girard"),
    ],
    [
        ("Omar", "Haddad", "omar.haddad"),
        ("ليلى", "حداد", "layla.haddad"),
        ("Priya", "Sharma", "priya.sharma"),
        ("आरव", "पटेल", "aarav.patel"),
        ("Ayşe", "Yılmaz", "ayse.yilmaz"),
        ("Mehmet", "Öztürk", "mehmet.ozturk"),
    ],
    [
        ("Олена", "Коваль", "olena.koval"),
        ("Иван", "Петров", "ivan.petrov"),
        ("Ελένη", "Παππά", "eleni.pappa"),
        ("Noor", "van Dijk", "noor.vandijk"),
        ("Kwame", "Mensah", "kwame.mensah"),
        ("Wanjiru", "Kamau", "wanjiru.kamau"),
    ],
];

const QUEUES: [&str; 12] = [
    "Sales",
    "Support",
    "Billing",
    "Renewals",
    "Returns",
    "VIP",
    "Claims",
    "Bookings",
    "Onboarding",
    "Hỗ trợ",
    "שירות לקוחות",
    "Kündigung",
];

/// Names as nobody should have: terminal escapes, overrides, things of no width, things without end.
pub(crate) const HOSTILE: [&str; 7] = [
    "\u{1b}[31mRed\u{1b}[0m\u{1b}]0;owned\u{7}",
    "Bob \u{202e}gnihton si siht",
    "ze\u{200b}ro\u{200d}wi\u{feff}dth",
    "line\r\nbreak\tand\0nul",
    "e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}",
    "👩‍👩‍👧‍👦🏳️‍🌈漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
    "\u{9b}2J\u{2066}isolated\u{fff9}",
];

/// The `n`th agent: the first 48 cover every culture, later ones mix first and last names of one culture.
pub(super) fn agent(n: usize) -> Person {
    let row = PEOPLE.get(n % PEOPLE.len()).unwrap_or(&PEOPLE[0]);
    let first = row.get(n / PEOPLE.len() % row.len()).unwrap_or(&row[0]);
    let turn = n / (PEOPLE.len() * row.len());
    let last = row.get((n / PEOPLE.len() + turn) % row.len()).unwrap_or(&row[0]);
    (first.0, last.1, first.2)
}

/// The `n`th queue's name, unique.
pub(super) fn queue(n: usize) -> String {
    let name = QUEUES.get(n % QUEUES.len()).unwrap_or(&QUEUES[0]);
    match n / QUEUES.len() {
        0 => (*name).to_owned(),
        round => format!("{name} {}", round + 1),
    }
}

/// A caller's name as a directory knows it: two in three are known.
pub(super) fn caller(rng: &mut Rng) -> String {
    if rng.u8(..3) == 0 {
        return String::new();
    }
    let (first, last, _) = agent(rng.usize(..240));
    format!("{first} {last}")
}

/// A hostile name, or a name without end.
pub(super) fn hostile(rng: &mut Rng) -> String {
    let pick = rng.usize(..=HOSTILE.len());
    HOSTILE.get(pick).map_or_else(|| "endless ".repeat(2_000), |name| (*name).to_owned())
}
