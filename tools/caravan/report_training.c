#include "report_training.h"

#include "caravan/training/v1/exchanges.caravan.h"

/* Figures of what was learned, of a course, a kind or all; some are withheld apart. */
#define LEARNED                                                                                    \
    {{"Participations", "参加人次"}, "participations"}, {{"Persons", "人数"}, "persons"},          \
        {{"Completed", "结业"}, "completed", .withheld = "completion_withheld"},                   \
        {{"% completed", "结业率 %"},                                                              \
         "completion_basis_points",                                                                \
         2,                                                                                        \
         .withheld = "completion_withheld"},                                                       \
        {{"Minutes", "学习分钟"}, "attended_minutes", .withheld = "attendance_withheld"},          \
        {{"% attended", "出勤率 %"},                                                               \
         "attendance_basis_points",                                                                \
         2,                                                                                        \
         .withheld = "attendance_withheld"},                                                       \
    {                                                                                              \
        {"Certificates", "证书"}, "certificates", .withheld = "certificates_withheld"              \
    }

static const struct report_part PARTS[] = {
    {"learning", "learning", {"What was learned", "培训总计"}, {LEARNED}},
    {"course-kind",
     "course_groups",
     {"What was learned, by kind of course and of who holds it", "按课程类型和承办单位类型"},
     {{{"Kind", "类型"}, "kind"}, {{"Held by", "承办单位"}, "holder_kind"}, LEARNED}},
    {"course",
     "courses",
     {"What was learned, by course", "按课程"},
     {{{"Course", "课程"}, "course"}, {{"Kind", "类型"}, "kind"}, LEARNED}},
    {"outcome",
     "outcomes",
     {"What came of it, as those say who were asked", "结业后去向（本人回答）"},
     {
         {{"After", "时间"}, "mark"},
         {{"All", "合计"}, "all"},
         {{"Kind", "类型"}, "kind"},
         {{"Held by", "承办单位"}, "holder_kind"},
         {{"Asked", "回访人数"}, "asked"},
         {{"Answered", "回答"}, "answered"},
         {{"% answered", "回答率 %"}, "response_basis_points", 2},
         {{"Employed", "就业"}, "employed", .withheld = "answers_withheld"},
         {{"Self-employed", "自主经营"}, "self_employed", .withheld = "answers_withheld"},
         {{"Studying", "就学"}, "studying", .withheld = "answers_withheld"},
         {{"Not employed", "未就业"}, "not_employed", .withheld = "answers_withheld"},
         {{"Left", "已离开"}, "left", .withheld = "answers_withheld"},
     }},
    {"assignment",
     "assignments",
     {"Who was sent", "派遣"},
     {
         {{"Kind", "类型"}, "kind"},
         {{"Host", "接收单位"}, "host_kind"},
         {{"Assignments", "派遣"}, "assignments"},
         {{"Persons", "人数"}, "persons"},
         {{"Person-days", "人天"}, "person_days"},
         {{"Deliverables", "成果"}, "deliverables"},
     }},
    {"mentor-pair",
     "mentor_pairs",
     {"Mentors and apprentices", "师徒结对"},
     {
         {{"Pairing", "结对类型"}, "kind"},
         {{"Pairs", "对数"}, "mentor_pairs"},
         {{"Mentors", "师傅"}, "mentors"},
         {{"Apprentices", "徒弟"}, "mentees"},
     }},
    {"pairing",
     "pairings",
     {"Pairings live on the last day", "期末有效的结对"},
     {
         {{"Kind", "类型"}, "kind"},
         {{"Home", "援助方"}, "home_kind"},
         {{"Pairings", "结对"}, "pairings"},
         {{"Homes", "援助单位"}, "homes"},
         {{"Hosts", "受援单位"}, "hosts"},
     }},
    {"award",
     "awards",
     {"Awards", "获奖"},
     {
         {{"Year", "年份"}, "year", .key = true},
         {{"Level", "级别"}, "level"},
         {{"Winners", "获奖者"}, "winners"},
         {{"Awards", "数量"}, "awards"},
     }},
    {"medal",
     "medals",
     {"Medals", "奖牌"},
     {
         {{"Year", "年份"}, "year", .key = true},
         {{"Level", "级别"}, "level"},
         {{"Rank", "名次"}, "rank"},
         {{"Medals", "数量"}, "medals"},
     }},
    {"exam",
     "exams",
     {"Exam results", "考试成绩"},
     {
         {{"Subject", "科目"}, "subject"},
         {{"Year", "年份"}, "year", .key = true},
         {{"Paper", "试卷"}, "paper"},
         {{"Schools", "学校"}, "organisations"},
         {{"Candidates", "人数"}, "candidates"},
         {{"Mean", "平均分"}, "mean_hundredths", 2},
     }},
    {"exam-change",
     "exam_changes",
     {"Change of exam results", "考试成绩变化"},
     {
         {{"Subject", "科目"}, "subject"},
         {{"From", "从"}, "from_year", .key = true},
         {{"To", "至"}, "to_year", .key = true},
         {{"Candidates then", "当时人数"}, "from_candidates"},
         {{"Candidates", "人数"}, "to_candidates"},
         {{"Comparable", "可比"}, "comparable"},
         {{"Change", "变化"}, "change_hundredths", 2},
     }},
};

const struct report_kind REPORT_TRAINING = {
    .service = &caravan_training_v1_exchanges_type,
    .method = "TrainingReport",
    .title = {"Training", "培训"},
    .parts = PARTS,
    .part_count = sizeof(PARTS) / sizeof(PARTS[0]),
};

enum exit_code report_training(const struct run *run)
{
    return report_parts(run, &REPORT_TRAINING);
}
