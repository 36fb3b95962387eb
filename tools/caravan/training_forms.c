/* The files of the training services: their columns, and the calls their rows become. */
#include "caravan/training/v1/exchanges.caravan.h"
#include "caravan/training/v1/learning.caravan.h"
#include "post_form.h"

static const struct form_column ORGANISATIONS[] = {
    COLUMN("id", "编号", "organisation_id", MUST, AS(ID)),
    COLUMN("title", "英文名称", "organisation.title"),
    COLUMN("title_zh", "名称", "organisation.title_zh"),
    COLUMN("kind", "类型", "organisation.kind", MUST, AS(WORD)),
    COLUMN("contact", "联系方式", "organisation.contact"),
};

/* Rows that follow each other with the same id are one person, and each of them a consent that this
 * person gave. */
static const struct form_column PERSONS[] = {
    COLUMN("id", "编号", "person_id", MUST, AS(ID)),
    COLUMN("full_name", "姓名", "person.full_name"),
    COLUMN("contact", "联系方式", "person.contact"),
    COLUMN("organisation", "单位", "person.organisation", NAMED("organisations/@")),
    COLUMN("consent", "同意事项", "person.consents[].purpose", AS(WORD)),
    COLUMN("text", "文本版本", "person.consents[].text_version", AS(ID)),
    COLUMN("course", "课程", "person.consents[].course", NAMED("courses/@")),
    COLUMN("given", "同意日期", "person.consents[].given_date", AS(DATE)),
};

static const struct form_column COURSES[] = {
    COLUMN("id", "编号", "course_id", MUST, AS(ID)),
    COLUMN("title", "英文名称", "course.title"),
    COLUMN("title_zh", "名称", "course.title_zh"),
    COLUMN("kind", "类型", "course.kind", MUST, AS(WORD)),
    COLUMN("minutes", "分钟", "course.minutes", AS(NUMBER)),
    COLUMN("organisation", "承办单位", "course.organisation", NAMED("organisations/@")),
};

static const struct form_column COHORTS[] = {
    COLUMN("course", "课程", "parent", MUST, NAMED("courses/@")),
    COLUMN("id", "编号", "cohort_id", MUST, AS(ID)),
    COLUMN("title", "英文名称", "cohort.title"),
    COLUMN("title_zh", "名称", "cohort.title_zh"),
    COLUMN("state", "状态", "cohort.state", AS(WORD)),
    COLUMN("seats", "名额", "cohort.capacity", MUST, AS(NUMBER)),
    COLUMN("waiting", "候补名额", "cohort.waiting_capacity", AS(NUMBER)),
    COLUMN("first_day", "开始日期", "cohort.first_date", MUST, AS(DATE)),
    COLUMN("last_day", "结束日期", "cohort.last_date", MUST, AS(DATE)),
    COLUMN("opens", "报名开始", "cohort.opens_date", AS(DATE)),
    COLUMN("closes", "报名截止", "cohort.closes_date", AS(DATE)),
    COLUMN("offer_hours", "保留小时", "cohort.offer_hours", AS(NUMBER)),
    COLUMN("languages", "语言", "cohort.languages", AS(WORDS)),
    COLUMN("place", "地点", "cohort.place"),
    COLUMN("budget_line", "预算", "cohort.budget_line",
           NAMED("programmes/@/projects/@/budgetLines/@")),
    COLUMN("estimate", "预计费用", "cohort.estimate", AS(MONEY), .unit = UNIT_MONEY),
};

/* With a state: what became of it, in a cohort that is history. */
static const struct form_column ENROLMENTS[] = {
    COLUMN("cohort", "班次", "parent", MUST, NAMED("courses/@/cohorts/@")),
    COLUMN("id", "编号", "enrolment_id", AS(ID)),
    COLUMN("person", "人员", "enrolment.person", MUST, NAMED("persons/@")),
    COLUMN("state", "状态", "enrolment.state", AS(WORD)),
    COLUMN("applied", "申请日期", "enrolment.applied_date", AS(DATE)),
    COLUMN("enrolled", "入班日期", "enrolment.enrolled_date", AS(DATE)),
    COLUMN("ended", "结束日期", "enrolment.ended_date", AS(DATE)),
};

static const struct form_column SESSIONS[] = {
    COLUMN("cohort", "班次", "parent", MUST, NAMED("courses/@/cohorts/@")),
    COLUMN("id", "编号", "session_id", MUST, AS(ID)),
    COLUMN("title", "英文名称", "session.title"),
    COLUMN("title_zh", "名称", "session.title_zh"),
    COLUMN("date", "日期", "session.date", MUST, AS(DATE)),
    COLUMN("minutes", "分钟", "session.minutes", MUST, AS(NUMBER)),
};

static const struct form_column ATTENDANCES[] = {
    COLUMN("session", "课次", "parent", MUST, NAMED("courses/@/cohorts/@/sessions/@")),
    COLUMN("id", "编号", "attendance_id", AS(ID)),
    COLUMN("enrolment", "报名", "attendance.enrolment", MUST,
           NAMED("courses/@/cohorts/@/enrolments/@")),
    COLUMN("state", "出勤", "attendance.state", MUST, AS(WORD)),
};

static const struct form_column PAIRINGS[] = {
    COLUMN("id", "编号", "pairing_id", AS(ID)),
    COLUMN("kind", "类型", "pairing.kind", MUST, AS(WORD)),
    COLUMN("home", "援助单位", "pairing.home", MUST, NAMED("organisations/@")),
    COLUMN("host", "受援单位", "pairing.host", MUST, NAMED("organisations/@")),
    COLUMN("start", "开始日期", "pairing.start_date", MUST, AS(DATE)),
    COLUMN("agreed_until", "约定截止", "pairing.agreed_until_date", AS(DATE)),
    COLUMN("agreement", "协议号", "pairing.agreement"),
};

static const struct form_column AWARDS[] = {
    COLUMN("id", "编号", "award_id", AS(ID)),
    COLUMN("organisation", "单位", "award.organisation", MUST, NAMED("organisations/@")),
    COLUMN("title", "奖项", "award.title", MUST),
    COLUMN("competition", "赛事", "award.competition"),
    COLUMN("level", "级别", "award.level", MUST, AS(WORD)),
    COLUMN("winners", "获奖者", "award.winners", MUST, AS(WORD)),
    COLUMN("date", "日期", "award.effective_date", MUST, AS(DATE)),
    COLUMN("count", "数量", "award.count", MUST, AS(NUMBER)),
    COLUMN("reference", "文号", "award.reference"),
};

static const struct form_column MEDALS[] = {
    COLUMN("id", "编号", "medal_id", AS(ID)),
    COLUMN("organisation", "单位", "medal.organisation", MUST, NAMED("organisations/@")),
    COLUMN("competition", "赛事", "medal.competition", MUST),
    COLUMN("event", "项目", "medal.event"),
    COLUMN("level", "级别", "medal.level", MUST, AS(WORD)),
    COLUMN("rank", "名次", "medal.rank", MUST, AS(WORD)),
    COLUMN("date", "日期", "medal.effective_date", MUST, AS(DATE)),
    COLUMN("count", "数量", "medal.count", MUST, AS(NUMBER)),
    COLUMN("reference", "文号", "medal.reference"),
};

/* The mean as people write it, 412.35. */
static const struct form_column EXAM_RESULTS[] = {
    COLUMN("id", "编号", "exam_result_id", AS(ID)),
    COLUMN("organisation", "学校", "exam_result.organisation", MUST, NAMED("organisations/@")),
    COLUMN("subject", "科目", "exam_result.subject", MUST, AS(ID)),
    COLUMN("year", "年份", "exam_result.year", MUST, AS(NUMBER)),
    COLUMN("paper", "试卷", "exam_result.paper", MUST, AS(ID)),
    COLUMN("candidates", "人数", "exam_result.candidates", MUST, AS(NUMBER)),
    COLUMN("mean", "平均分", "exam_result.mean_hundredths", MUST, AS(HUNDREDTHS)),
    COLUMN("date", "日期", "exam_result.effective_date", MUST, AS(DATE)),
    COLUMN("reference", "文号", "exam_result.reference"),
};

/* With a state: how it stands, and the days of it. */
static const struct form_column ASSIGNMENTS[] = {
    COLUMN("id", "编号", "assignment_id", AS(ID)),
    COLUMN("kind", "类型", "assignment.kind", MUST, AS(WORD)),
    COLUMN("person", "人员", "assignment.person", MUST, NAMED("persons/@")),
    COLUMN("sender", "派出单位", "assignment.sender", MUST, NAMED("organisations/@")),
    COLUMN("host", "接收单位", "assignment.host", MUST, NAMED("organisations/@")),
    COLUMN("field", "领域", "assignment.field", AS(ID)),
    COLUMN("planned_start", "计划开始", "assignment.planned_start_date", MUST, AS(DATE)),
    COLUMN("planned_end", "计划结束", "assignment.planned_end_date", MUST, AS(DATE)),
    COLUMN("state", "状态", "assignment.state", AS(WORD)),
    COLUMN("start", "实际开始", "assignment.actual_start_date", AS(DATE)),
    COLUMN("end", "实际结束", "assignment.actual_end_date", AS(DATE)),
    COLUMN("reference", "文号", "assignment.reference"),
};

/* Person-days up to the date, or what was delivered on it. */
static const struct form_column ASSIGNMENT_ENTRIES[] = {
    COLUMN("id", "编号", "assignment_entry_id", AS(ID)),
    COLUMN("assignment", "派遣", "assignment_entry.assignment", MUST, NAMED("assignments/@")),
    COLUMN("kind", "类型", "assignment_entry.kind", MUST, AS(WORD)),
    COLUMN("days", "人天", "assignment_entry.days", AS(NUMBER)),
    COLUMN("title", "成果", "assignment_entry.title"),
    COLUMN("date", "日期", "assignment_entry.effective_date", MUST, AS(DATE)),
    COLUMN("reference", "文号", "assignment_entry.reference"),
};

static const struct form_column MENTOR_PAIRS[] = {
    COLUMN("id", "编号", "mentor_pair_id", AS(ID)),
    COLUMN("mentor", "师傅", "mentor_pair.mentor", MUST, NAMED("persons/@")),
    COLUMN("mentee", "徒弟", "mentor_pair.mentee", MUST, NAMED("persons/@")),
    COLUMN("pairing", "结对", "mentor_pair.pairing", MUST, NAMED("pairings/@")),
    COLUMN("start", "开始日期", "mentor_pair.start_date", MUST, AS(DATE)),
    COLUMN("agreed_until", "约定截止", "mentor_pair.agreed_until_date", AS(DATE)),
    COLUMN("state", "状态", "mentor_pair.state", AS(WORD)),
    COLUMN("ended", "结束日期", "mentor_pair.ended_date", AS(DATE)),
};

static const struct form_column EMPLOYMENT_OUTCOMES[] = {
    COLUMN("id", "编号", "employment_outcome_id", AS(ID)),
    COLUMN("enrolment", "报名", "employment_outcome.enrolment", MUST,
           NAMED("courses/@/cohorts/@/enrolments/@")),
    COLUMN("mark", "时点", "employment_outcome.mark", MUST, AS(WORD)),
    COLUMN("answer", "回答", "employment_outcome.answer", MUST, AS(WORD)),
    COLUMN("in_field", "专业对口", "employment_outcome.in_field", AS(YES)),
    COLUMN("date", "日期", "employment_outcome.effective_date", MUST, AS(DATE)),
};

#define LEARNING_CALL(name, ...)                                                                   \
    CALL(caravan_training_v1_learning_type, name, WHOLE("ImportLearning"), __VA_ARGS__)
#define EXCHANGES_CALL(name)                                                                       \
    CALL(caravan_training_v1_exchanges_type, name, WHOLE("ImportExchanges"))
#define FORM(...) FORM_OF(FORM_ORGANISATIONS, FAMILY_WHOLE, __VA_ARGS__)

const struct form TRAINING_FORMS[FORM_CERTIFICATIONS - FORM_ORGANISATIONS] = {
    FORM(FORM_ORGANISATIONS, "organisations", "单位名录", ORGANISATIONS,
         LEARNING_CALL("CreateOrganisation", )),
    FORM(FORM_PERSONS, "persons", "人员", PERSONS, LEARNING_CALL("CreatePerson", GROUPED)),
    FORM(FORM_COURSES, "courses", "课程", COURSES, LEARNING_CALL("CreateCourse", )),
    FORM(FORM_COHORTS, "cohorts", "班次", COHORTS, LEARNING_CALL("CreateCohort", )),
    FORM(FORM_ENROLMENTS, "enrolments", "报名", ENROLMENTS, LEARNING_CALL("CreateEnrolment", )),
    FORM(FORM_SESSIONS, "sessions", "课次", SESSIONS, LEARNING_CALL("CreateSession", )),
    FORM(FORM_ATTENDANCES, "attendances", "出勤", ATTENDANCES, LEARNING_CALL("CreateAttendance", )),
    FORM(FORM_PAIRINGS, "pairings", "结对", PAIRINGS, EXCHANGES_CALL("CreatePairing")),
    FORM(FORM_AWARDS, "awards", "获奖", AWARDS, EXCHANGES_CALL("CreateAward")),
    FORM(FORM_MEDALS, "medals", "奖牌", MEDALS, EXCHANGES_CALL("CreateMedal")),
    FORM(FORM_EXAM_RESULTS, "exam_results", "考试成绩", EXAM_RESULTS,
         EXCHANGES_CALL("CreateExamResult")),
    FORM(FORM_ASSIGNMENTS, "assignments", "派遣", ASSIGNMENTS, EXCHANGES_CALL("CreateAssignment")),
    FORM(FORM_ASSIGNMENT_ENTRIES, "assignment_entries", "派遣记录", ASSIGNMENT_ENTRIES,
         EXCHANGES_CALL("CreateAssignmentEntry")),
    FORM(FORM_MENTOR_PAIRS, "mentor_pairs", "师徒", MENTOR_PAIRS,
         EXCHANGES_CALL("CreateMentorPair")),
    FORM(FORM_EMPLOYMENT_OUTCOMES, "employment_outcomes", "就业回访", EMPLOYMENT_OUTCOMES,
         EXCHANGES_CALL("CreateEmploymentOutcome")),
};
