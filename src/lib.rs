//! A live call-centre wallboard for the terminal, over all of your telephony vendors at once.
//!
//! # In one breath
//!
//! A **vendor** is a task that speaks one dialect and turns bytes into **facts**. The **floor** is the one task
//! that owns the **board**: it folds facts into it and publishes it, immutable, to everyone who looks. A
//! **session** is one pair of eyes: it turns keys into its own view state and into **requests**, orders among them, which
//! it hands over at its seat on the floor. The **view** turns (session, time) into cells. Nothing else happens.
//!
//! ```text
//!      poll, push                      Fact                   Arc<Board> (watch)
//!  vendor ────▶ adapter (1 task per account) ──▶ floor ──────────────▶ session ──▶ view ──▶ terminal
//!    ▲                ▲                          │  ▲                    │  ▲
//!    └── request ─────┘◀──── AccountCommand ─────┘  └───── Request ──────┘  └── keys
//!                                                └─▶ audit log
//! ```
//!
//! # Where things are
//!
//! | module | what it is | may name, of ours |
//! | --- | --- | --- |
//! | [`domain`] | the words that every vendor agrees on | – |
//! | [`messages`] | the closed vocabularies between tasks: facts, requests, commands | domain |
//! | [`board`] | pure: what vendors told us, how fresh it is, orders and their outcomes | domain, messages |
//! | [`session`] | pure: what one operator looks at, and what their keys mean | domain, messages, board |
//! | [`view`] | pure: (session, time) → cells | domain, messages, board, session |
//! | [`vendor`] | the port: trait `Vendor`, HTTP, budget, clock frame, streams, the account's task | domain, messages, clock, files |
//! | [`vendors`] | the table of vendors, one file or folder a dialect | domain, messages, vendor, config, clock |
//! | [`floor`] | the task that owns the board, and the door to it | domain, messages, board, store, clock |
//! | [`files`] | opens what is for its owner's eyes only | – |
//! | [`store`] | the audit log, and what it has of earlier runs | domain, messages, board, files |
//! | [`config`] | `config.toml` → settings, with errors that show the line and no value | domain, files |
//! | [`clock`] | alone in reading the wall clock | domain |
//! | [`terminal`] | a session on a terminal, wherever that is: keys in, bytes out; `terminal::local` is this process's | domain, messages, board, floor, session, view, clock, config, files |
//! | [`cli`] | the command line | config |
//! | [`check`] | `callboard check` | domain, messages, clock, config, vendors |
//! | [`snapshot`] | `callboard snapshot` | domain, messages, board, session, view, clock, vendors |
//! | [`audit`] | `callboard audit` | cli, domain, store |
//! | [`log`] | the program's own log | files |
//!
//! A test holds the code against this table (`tests/it/architecture.rs`), and keeps files from importing from one
//! another in circles beyond those that it lists.
//!
//! The simulated call centre of `demo` and `sim` is a package of its own, `src/sim`, written from the vendors'
//! documents: it shares no type and no word with the adapters, and is built beside them.
//!
//! # Invariants
//!
//! - **A failed poll changes freshness, never content.** Old rows stay and are drawn old. Freshness is per list.
//!   An empty list means *none*; a failure is never an empty list ([`board::Shelf`]).
//! - **A figure is a value, a zero, stale or not measurable**, and each is a different thing in the types
//!   ([`domain::Queue`], [`board::Measured`], [`board::Standing`]).
//! - **A threshold is the domain's, and the configuration's to change**: a queue's before its account's before the floor's
//!   ([`domain::Thresholds`]). The board carries it; the lists, the second line, the doubts and `check` go by the same.
//! - **What happened to a call is told once** ([`board::Change`]): that it began, was answered, held, taken back,
//!   transferred, abandoned or ended, when, and whether the vendor dates it, it was seen between two readings, or it is
//!   lost in a gap.
//! - **Who waits is one set** ([`board::Waits`]): the header, both lists, the queues' rows and what `snapshot` prints
//!   are made of it; what a queue counts beyond it is told apart, and of when.
//! - **Selection is an identity, never an index.** When its row goes, the cursor is on nothing until someone
//!   chooses ([`session::Table`]).
//! - **An order names what the operator saw**, by identity and sighting ([`messages::Aim`]), and one to an agent or a
//!   line the calls that are there. The board compares that with its newest rows when it arrives, and again after its
//!   audit line is on the disk, in the instant before it is sent; what is written and sent has the board's own rows
//!   ([`domain::Subject`]). It is sent at most once
//!   ([`board::Orders`]): the account's client lets one acting request out for it, whatever comes back, and none
//!   outside an order ([`vendor::Request::acting`]). What may have arrived and got no answer that can be read is
//!   unanswered, never refused.
//! - **What a terminal says by itself is never a key.** Whatever it begins is remembered until it ends; broken off, it
//!   makes keys uncounted. A key that is an order without a question counts only alone ([`session::Press`]).
//! - **A session can only ask.** The floor's door numbers it and stamps its principal on what it asks
//!   ([`messages::Asked`]); what the principal may do is decided when the board takes the request, and the screen only
//!   explains it. A receipt is no other order's, in any run ([`messages::Ticket`]).
//! - **An order pre-empts a poll.** Both are work of the account's one task; the poll under way is dropped, so a
//!   snapshot from before an order cannot arrive after it ([`vendor::run`]).
//! - **What only one vendor can do is told, not built in.** An adapter describes its forms, its own actions and what
//!   they bring about ([`domain::Abilities`], [`domain::Special`], [`domain::Field`]); session, view, board and audit
//!   log know no vendor.
//! - **Push is only a reason to poll now.** A stream wakes the account ([`vendor::Vendor::wake`]); what it told is
//!   in the next poll, and a stream that is lost makes its list old, never empty.
//! - **One strange row hides no other.** A row that cannot be read is counted and shown as unreadable.
//! - **Time is an argument.** A vendor's timestamps become instants of our own time line inside its adapter, in
//!   the vendor's own clock frame ([`vendor::Skew`]), and nowhere later ([`domain::At`]).
//! - **Vendor text is hostile** until it is a [`domain::Text`].
//! - **What a text may give away of people is said where it is made**, by whoever knows the vendor's field
//!   ([`domain::DetailClass`]); one mask covers it for all who look ([`domain::Mask`]).
//! - **A secret does not come back.** A refusal is freed of the account's secrets as it is read, and all that an
//!   account's task tells is freed of them as it leaves, in whatever encoding the server wrote them
//!   ([`vendor::Redactor`]).
//! - **Nothing is unbounded**: queues between tasks, answers, texts, the log, what is remembered of orders.
//! - **Raw counts, never averaged percentages.** A total says how many accounts it is made of, and that it is a least
//!   where one of them could not tell everything ([`board::Totals`], [`board::Tells`]).

pub mod audit;
pub mod board;
pub mod check;
pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod files;
pub mod floor;
pub mod log;
pub mod messages;
pub mod session;
pub mod snapshot;
pub mod store;
pub mod terminal;
pub mod vendor;
pub mod vendors;
pub mod view;
