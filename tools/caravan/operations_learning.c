/* caravan enrolment, session, certificate: seats, who was there, and what anybody can check. */
#include "operations_learning.h"

#include "commands.h"

#define ATTENDANCE  "courses/@/cohorts/@/sessions/@/attendances/@"
#define CERTIFICATE "certificates/@"

/* ---- enrolments ---- */

#define MOVES(word, en, zh, is, ...)                                                               \
    {                                                                                              \
        .verb = (word), .help = {en, zh}, LEARNING("MoveEnrolment"),                               \
        .arguments = {THE("ENROLMENT", "name", ENROLMENT), __VA_ARGS__}, .constants = {            \
            {"move", CARAVAN__TRAINING__V1__ENROLMENT_MOVE__ENROLMENT_MOVE_##is}                   \
        }                                                                                          \
    }
#define ENDS                                                                                       \
    {                                                                                              \
        "--date", "date", POST_DATE                                                                \
    }

static const struct operation ENROLMENT_OPERATIONS[] = {
    {.verb = "list",
     .help = {"Who applied, in that order", "按申请先后列出"},
     LEARNING("ListEnrolments"),
     .arguments = {THE("COHORT", "parent", COHORT)},
     .rows = "enrolments",
     .columns = {{{"Enrolment", "编号"}, "name"},
                 {{"Order", "序号"}, "sequence"},
                 {{"Person", "人员"}, "person"},
                 {{"State", "状态"}, "state"},
                 {{"Waiting place", "候补位次"}, "waiting_place"},
                 {{"Held until", "保留至"}, "hold_until_time"},
                 {{"Applied", "申请"}, "applied_date"},
                 {{"Ended", "结束"}, "ended_date"}}},
    {.verb = "show",
     .help = {"One of them", "一条报名"},
     LEARNING("GetEnrolment"),
     .arguments = {THE("ENROLMENT", "name", ENROLMENT)}},
    {.verb = "steps",
     .help = {"All that became of it", "全部经过"},
     LEARNING("ListEnrolmentSteps"),
     .arguments = {THE("ENROLMENT", "parent", ENROLMENT)},
     .rows = "steps",
     .columns = {{{"From", "从"}, "from_state"},
                 {{"To", "至"}, "to_state"},
                 {{"Day", "日期"}, "effective_date"},
                 {{"Recorded", "记录时间"}, "recorded_time"}}},
    {.verb = "apply",
     .help = {"A person applies: the answer says seat or waiting place",
              "申请：答复为名额或候补位次"},
     LEARNING("CreateEnrolment"),
     .arguments = {THE("COHORT", "parent", COHORT),
                   THE("PERSON", "enrolment.person", PERSON),
                   {"--id", "enrolment_id", POST_TEXT}}},
    MOVES("accept", "Take the seat that is offered", "接受名额", ACCEPT, {0}),
    MOVES("withdraw", "Leave, at any time and without a reason", "退出，无须理由", WITHDRAW, {0}),
    MOVES("complete", "Went to the end", "结业", COMPLETE, ENDS),
    MOVES("fail", "Was there and did not pass", "未通过", FAIL, ENDS),
    MOVES("no-show", "Never came", "未到", NO_SHOW, ENDS),
    {.verb = NULL},
};

static enum exit_code run_enrolment(struct run *run)
{
    return operation_run(run, ENROLMENT_OPERATIONS);
}

static void help_enrolment(FILE *out)
{
    operations_print("enrolment", ENROLMENT_OPERATIONS, out);
}

static const struct option ENROLMENT_OPTIONS[] = {
    {.name = "--id",
     .value = "ID",
     .help = {"of the enrolment; otherwise the server's", "报名编号"}},
    {.name = "--date", .value = "DATE", .help = {"the day; otherwise today", "日期，默认为今天"}},
    OPERATION_OUTPUT,
    CLIENT_TRAINING,
    {.name = NULL},
};

const struct command command_enrolment = {
    .name = "enrolment",
    .operands = "VERB COURSE/COHORT[/ENROLMENT] [PERSON]",
    .operands_min = 2,
    .operands_max = 3,
    .calls = true,
    .options = ENROLMENT_OPTIONS,
    .summary = {"seats: apply, accept, withdraw, complete", "报名：申请、接受、退出、结业"},
    .help = {"A cohort is COURSE/COHORT, an enrolment COURSE/COHORT/ENROLMENT.\n",
             "班次写作 课程/班次，报名写作 课程/班次/报名。\n"},
    .help_more = help_enrolment,
    .run = run_enrolment,
};

/* ---- sessions ---- */

static const struct operation SESSION_OPERATIONS[] = {
    {.verb = "list",
     .help = {"Sessions of a cohort", "某班次的课次"},
     LEARNING("ListSessions"),
     .arguments = {THE("COHORT", "parent", COHORT)},
     .rows = "sessions",
     .columns = {{{"Session", "编号"}, "name"},
                 {{"Title", "英文名称"}, "title"},
                 {{"Chinese", "名称"}, "title_zh"},
                 {{"Day", "日期"}, "date"},
                 {{"Minutes", "分钟"}, "minutes"},
                 {{"Closed", "已关闭"}, "closed_time"}}},
    {.verb = "new",
     .help = {"Plan a session", "新增课次"},
     LEARNING("CreateSession"),
     .arguments = {THE("COHORT", "parent", COHORT),
                   {"SESSION", "session_id", POST_TEXT, .required = true},
                   {"--title", "session.title", POST_TEXT},
                   {"--title-zh", "session.title_zh", POST_TEXT},
                   {"--date", "session.date", POST_DATE, .required = true},
                   {"--minutes", "session.minutes", POST_NUMBER, .required = true}}},
    {.verb = "attend",
     .help = {"Who has that enrolment was there, or not", "登记某报名的出勤"},
     LEARNING("CreateAttendance"),
     .arguments = {THE("SESSION", "parent", SESSION),
                   THE("ENROLMENT", "attendance.enrolment", ENROLMENT),
                   {"STATE", "attendance.state", POST_WORD, .required = true}}},
    {.verb = "attendance",
     .help = {"Who was there", "出勤表"},
     LEARNING("ListAttendances"),
     .arguments = {THE("SESSION", "parent", SESSION)},
     .rows = "attendances",
     .columns = {{{"Attendance", "编号"}, "name"},
                 {{"Enrolment", "报名"}, "enrolment"},
                 {{"State", "出勤"}, "state"},
                 {{"Last because", "更正原因"}, "entries.reason"}}},
    {.verb = "correct",
     .help = {"An entry was wrong, COURSE/COHORT/SESSION/ATTENDANCE: a further one counts",
              "更正：课程/班次/课次/出勤"},
     LEARNING("CorrectAttendance"),
     .arguments = {THE("ATTENDANCE", "name", ATTENDANCE),
                   {"STATE", "state", POST_WORD, .required = true},
                   {"--reason", "reason", POST_TEXT}}},
    {.verb = "close",
     .help = {"Close the list: corrections only, by somebody else",
              "关闭出勤表：此后仅可由他人更正"},
     LEARNING("CloseAttendance"),
     .arguments = {THE("SESSION", "name", SESSION)}},
    {.verb = NULL},
};

static enum exit_code run_session(struct run *run)
{
    return operation_run(run, SESSION_OPERATIONS);
}

static void help_session(FILE *out)
{
    operations_print("session", SESSION_OPERATIONS, out);
}

static const struct option SESSION_OPTIONS[] = {
    TITLE_OPTIONS,
    {.name = "--date", .value = "DATE", .help = {"the day", "日期"}},
    {.name = "--minutes", .value = "N", .help = {"how long", "时长（分钟）"}},
    {.name = "--reason",
     .value = "TEXT",
     .help = {"why the entry was wrong, never why somebody was absent", "更正原因，不填缺席原因"}},
    OPERATION_OUTPUT,
    CLIENT_TRAINING,
    {.name = NULL},
};

const struct command command_session = {
    .name = "session",
    .operands = "VERB COURSE/COHORT[/SESSION] [SESSION|ENROLMENT [STATE]]",
    .operands_min = 2,
    .operands_max = 4,
    .calls = true,
    .options = SESSION_OPTIONS,
    .summary = {"lessons, and who was there", "课次与出勤"},
    .help = {"A session is COURSE/COHORT/SESSION, an enrolment COURSE/COHORT/ENROLMENT.\n",
             "课次写作 课程/班次/课次，报名写作 课程/班次/报名。\n"},
    .help_more = help_session,
    .run = run_session,
};

/* ---- certificates ---- */

static const struct operation CERTIFICATE_OPERATIONS[] = {
    {.verb = "check",
     .help = {"Is it valid? By the code that its holder shows", "凭持有人出示的编码查验"},
     LEARNING("VerifyCertificate"),
     .arguments = {{"CODE", "code", POST_TEXT, .required = true},
                   {"--name", "full_name", POST_TEXT}}},
    {.verb = "gaps",
     .help = {"What keeps an enrolment from one", "尚缺的条件"},
     LEARNING("GetEligibility"),
     .arguments = {THE("ENROLMENT", "name", ENROLMENT)}},
    {.verb = "issue",
     .help = {"Issue the one of an enrolment; the answer has its code", "颁发；答复中有编码"},
     LEARNING("IssueCertificate"),
     .arguments = {THE("ENROLMENT", "enrolment", ENROLMENT),
                   {"--expires", "expires_date", POST_DATE}}},
    {.verb = "show",
     .help = {"One of them, by its id", "按编号显示"},
     LEARNING("GetCertificate"),
     .arguments = {THE("CERTIFICATE", "name", CERTIFICATE)}},
    {.verb = "move",
     .help = {"suspend, reinstate; propose-revocation, and revoke or reject-revocation by another "
              "person",
              "暂停、恢复；提议撤销，再由他人撤销或否决"},
     LEARNING("MoveCertificate"),
     .arguments = {THE("CERTIFICATE", "name", CERTIFICATE),
                   {"MOVE", "move", POST_WORD, .required = true},
                   {"--cause", "reason_code", POST_WORD},
                   {"--reason", "reason", POST_TEXT},
                   {"--date", "effective_date", POST_DATE},
                   {"--etag", "etag", POST_TEXT}}},
    {.verb = "reissue",
     .help = {"A new one instead of a revoked one", "补发以代替已撤销的"},
     LEARNING("ReissueCertificate"),
     .arguments = {THE("CERTIFICATE", "name", CERTIFICATE),
                   {"--expires", "expires_date", POST_DATE}}},
    {.verb = NULL},
};

static enum exit_code run_certificate(struct run *run)
{
    return operation_run(run, CERTIFICATE_OPERATIONS);
}

static void help_certificate(FILE *out)
{
    operations_print("certificate", CERTIFICATE_OPERATIONS, out);
}

static const struct option CERTIFICATE_OPTIONS[] = {
    {.name = "--name",
     .value = "TEXT",
     .help = {"check: is it of this name? Only yes or no is told", "查验：姓名是否相符"}},
    {.name = "--expires", .value = "DATE", .help = {"its last day; otherwise none", "有效期至"}},
    {.name = "--cause",
     .value = "CAUSE",
     .help = {"issued-in-error, result-changed, misused, holder-asked, lost, other", "原因类别"}},
    {.name = "--reason", .value = "TEXT", .help = {"in words, never about a person", "原因"}},
    {.name = "--date", .value = "DATE", .help = {"from when; otherwise today", "日期，默认为今天"}},
    {.name = "--etag", .value = "ETAG", .help = {"the version that was looked at", "所见版本"}},
    OPERATION_OUTPUT,
    CLIENT_TRAINING,
    {.name = NULL},
};

const struct command command_certificate = {
    .name = "certificate",
    .operands = "VERB CODE|ENROLMENT|CERTIFICATE [MOVE]",
    .operands_min = 2,
    .operands_max = 3,
    .calls = true,
    .options = CERTIFICATE_OPTIONS,
    .summary = {"issue certificates, and check one by its code", "颁发证书，凭编码查验"},
    .help_more = help_certificate,
    .run = run_certificate,
};
