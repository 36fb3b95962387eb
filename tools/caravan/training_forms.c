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

#define EXCHANGES_CALL(name)                                                                       \
    CALL(caravan_training_v1_exchanges_type, name, WHOLE("ImportExchanges"))
#define FORM(...) FORM_OF(FORM_ORGANISATIONS, FAMILY_WHOLE, __VA_ARGS__)

const struct form TRAINING_FORMS[FORM_CERTIFICATIONS - FORM_ORGANISATIONS] = {
    FORM(FORM_ORGANISATIONS, "organisations", "单位名录", ORGANISATIONS,
         CALL(caravan_training_v1_learning_type, "CreateOrganisation", WHOLE("ImportLearning"))),
    FORM(FORM_PAIRINGS, "pairings", "结对", PAIRINGS, EXCHANGES_CALL("CreatePairing")),
    FORM(FORM_AWARDS, "awards", "获奖", AWARDS, EXCHANGES_CALL("CreateAward")),
    FORM(FORM_MEDALS, "medals", "奖牌", MEDALS, EXCHANGES_CALL("CreateMedal")),
    FORM(FORM_EXAM_RESULTS, "exam_results", "考试成绩", EXAM_RESULTS,
         EXCHANGES_CALL("CreateExamResult")),
};
