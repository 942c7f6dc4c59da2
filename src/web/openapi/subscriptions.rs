//! Operations on activities, fees, subscriptions and reminders.

use super::members::PREVIEW;
use super::operation::{Answer, Operation, delete, get, post, put, table};

const ACTIVITY: &str = "label description duration:int start_date:date end_date:date archived:flag";
const FEE: &str = "label description amount:amount formula id_account:id id_year:id id_project:id";
const REMINDER: &str = "delay:int subject body";
const LIST: &str = "list:all|active|unpaid|expired hidden:flag page:int limit:int format:json|csv|ods|xlsx";
const LISTED: &str = "{count:int page:int limit:int next_page:int? subscriptions:[ListedSubscription]}";
const WITH_LEFT: &str = "{id:int id_user:int id_service:int id_fee:int? paid:int expected_amount:int? date:text \
    expiry_date:text? left_to_pay:int?}";
const WITH_FEES: &str = "{id:int label:text description:text? duration:int? start_date:text? end_date:text? \
    archived:flag fees:[Fee]}";
const SUBSCRIPTION: &str = "id_service:id id_fee:id date:date expiry_date:date expected_amount:amount paid:flag";
const SUBSCRIBE: &str = "id_service:id! id_fee:id date:date expiry_date:date expected_amount:amount paid:flag multiple:int force_duplicate:flag";
const MANY: &str = "users:ids category:id copy_service:id copy_fee:id copy_paid:flag id_service:id! id_fee:id date:date \
    expiry_date:date expected_amount:amount paid:flag";
const PAYMENT: &str = "amount:amount! account! date:date reference payment_reference notes id_project:id paid:flag";
const IMPORT: &str = "column:object skip_lines:int token formulas:raw|escape";

pub const OPERATIONS: &[Operation] = &[
    post("user/{id}/subscribe", SUBSCRIBE, "Subscription"),
    get("services/activities", "[ListedActivity]"),
    post("services/activities", ACTIVITY, "Activity"),
    get("services/activities/{id}", WITH_FEES),
    post("services/activities/{id}", ACTIVITY, "Activity"),
    delete("services/activities/{id}").query("label"),
    get("services/activities/{id}/fees", "[Fee]"),
    post("services/activities/{id}/fees", FEE, "Fee"),
    table("services/activities/{id}/subscriptions", LISTED).query(LIST),
    get("services/activities/{id}/reminders", "[Reminder]"),
    post("services/activities/{id}/reminders", REMINDER, "Reminder"),
    get("services/fees/{id}", "Fee"),
    post(
        "services/fees/{id}",
        "label description amount:amount formula id_account:id id_year:id id_project:id recompute:flag",
        "Fee",
    ),
    delete("services/fees/{id}").query("label"),
    table("services/fees/{id}/subscriptions", LISTED).query(LIST),
    get("services/reminders/due", "{reminders:[DueReminder]}"),
    post("services/reminders/send", "", "RemindersReport"),
    get("services/reminders/{id}", "Reminder"),
    post("services/reminders/{id}", REMINDER, "Reminder"),
    delete("services/reminders/{id}"),
    get("services/reminders/{id}/preview", "{members:[PendingReminder]}|DueReminder").query("user:id"),
    get("services/reminders/{id}/sent", "{sent:[SentReminder]}"),
    table("services/subscriptions", LISTED).query(LIST),
    post("services/subscriptions", MANY, "Enrolled"),
    get("services/subscriptions/{id}", WITH_LEFT),
    post("services/subscriptions/{id}", SUBSCRIPTION, WITH_LEFT),
    delete("services/subscriptions/{id}"),
    post("services/subscriptions/{id}/payment", PAYMENT, "{transaction:Entry subscription:any}"),
    get("services/subscriptions/{id}/transactions", "[Entry]"),
    post("services/subscriptions/{id}/transactions", "id_transaction:id!", WITH_LEFT),
    delete("services/subscriptions/{id}/transactions").query("id_transaction:id!").answers(Answer::Json(WITH_LEFT)),
    put("services/subscriptions/import", "application/octet-stream", "").query(IMPORT).answers(Answer::Empty),
    post("services/subscriptions/import", IMPORT, "").with_file().answers(Answer::Empty),
    put("services/subscriptions/import/preview", "application/octet-stream", PREVIEW).query(IMPORT),
    post("services/subscriptions/import/preview", IMPORT, PREVIEW).with_file(),
];
