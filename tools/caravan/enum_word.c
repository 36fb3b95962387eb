#include "enum_word.h"

#include "caravan/logistics/v1/corridors.pb-c.h"
#include "caravan/logistics/v1/hubs.pb-c.h"
#include "caravan/logistics/v1/sales.pb-c.h"
#include "caravan/projects/v1/development.pb-c.h"
#include "caravan/projects/v1/engagement.pb-c.h"
#include "caravan/training/v1/exchanges.pb-c.h"
#include "caravan/training/v1/learning.pb-c.h"
#include "text.h"

#include <string.h>
#include <strings.h>

/* By the value's number, from 1. */
#define WORDS_OF(package, type, ...)                                                               \
    {                                                                                              \
        &caravan__##package##__v1__##type##__descriptor, (const char *const[]){"", __VA_ARGS__},   \
            sizeof((const char *const[]){"", __VA_ARGS__}) / sizeof(const char *)                  \
    }
#define WORDS(type, ...) WORDS_OF(logistics, type, __VA_ARGS__)

static const struct {
    const ProtobufCEnumDescriptor *type;
    const char *const *words;
    size_t count;
} CHINESE_WORDS[] = {
    /* corridor */
    WORDS(place_kind, "车站", "货场", "口岸", "堆场", "仓库", "分拨中心"),
    WORDS(place_function, "铁路", "公路", "换装", "海关", "称重", "冷库"),
    WORDS(transport_mode, "铁路", "公路"),
    WORDS(direction, "去程", "回程"),
    WORDS(wagon_numbering, "中国", "国际铁路联盟", "公路"),
    WORDS(trip_state, "已计划", "已编组", "备妥", "运行", "到站", "终到", "卸完", "关闭", "取消"),
    WORDS(trip_event_kind, "到达", "发车", "换装开始", "换装完成", "报关", "布控", "查验", "放行",
          "出境", "扣留", "解除扣留", "中断", "恢复", "事故", "拒收车辆", "卸完", "备妥", "编组",
          "改道", "取消", "关闭"),
    WORDS(time_classifier, "计划", "预计", "实际"),
    WORDS(hold_kind, "海关", "检疫", "技术", "单证", "其他"),
    WORDS(delay_cause, "运营", "基础设施", "机车车辆", "乘务", "海关", "检疫", "单证", "装载",
          "换装", "天气", "事故", "治安", "邻路", "其他"),
    WORDS(retraction_reason, "未发生", "数据有误"),
    WORDS(event_outcome, "计入", "迟到", "重复", "异常", "拒收"),
    WORDS(border_state, "已报关", "已布控", "已查验", "已放行", "已出境"),
    WORDS(box_position, "堆场", "提箱", "在发货人", "进站", "在车", "在卡车", "已卸", "还箱"),
    WORDS(box_lading, "空箱", "装箱中", "重箱", "拆箱中"),
    WORDS(box_seal, "未封", "已封", "封破"),
    WORDS(sealed_by, "发货人", "承运人", "海关", "植检", "兽检"),
    WORDS(box_move, "提箱", "到发货人", "进站", "装车", "卸车", "还箱", "开始装箱", "装箱完成",
          "开始拆箱", "拆箱完成", "施封", "拆封", "称重", "海关扣留", "解除扣留", "发现破损",
          "破损修复"),
    WORDS(consignment_state, "草稿", "已提交", "已承运", "已装车", "在途", "到达", "可提货",
          "部分交付", "已交付", "已关闭", "拒收", "取消", "退运"),
    WORDS(consignment_action, "提交", "承运", "拒收", "取消", "可提货", "关闭"),
    WORDS(consignment_flag, "海关扣留", "短少", "破损", "索赔"),
    WORDS(slip, "15 分钟", "30 分钟", "60 分钟"),
    WORDS(box_load_state, "计划", "所见", "纳入", "未装"),
    WORDS(estimate_basis, "未知", "计划", "历史"),
    WORDS(paper_kind, "运单", "发票", "装箱单", "报关单", "原产地证", "植检证", "其他"),
    /* hub */
    WORDS(reader_kind, "通道式", "手持", "分拣机", "系统"),
    WORDS(scan_step, "预告", "到件", "称重", "分配格口", "落格", "集包", "出包", "发出",
          "到达目的地", "派送", "派送失败", "签收", "退回", "扣留", "放行", "未识读", "循环",
          "剔除", "换单", "合并", "撤销合并", "丢失", "找回", "撤回"),
    WORDS(scan_outcome, "计入", "迟到", "重复", "合并", "异常", "冲突", "拒收"),
    WORDS(parcel_state, "已预告", "已到件", "已分配", "已落格", "已集包", "已发出", "已到目的地",
          "派送中", "已签收", "未识读", "已剔除", "已退回", "丢失", "已合并"),
    WORDS(sort_plan_state, "草稿", "已校验", "启用", "停用"),
    WORDS(sort_lane, "目的地", "剔除", "溢出", "未识读", "无数据", "超重"),
    WORDS(sort_action, "落格", "循环", "剔除"),
    WORDS(load_state, "打开", "封闭", "发出", "到达", "拆开"),
    /* sales */
    WORDS(sale_entry_kind, "付款", "退款", "取消", "冲销"),
    WORDS(sale_match_state, "待定", "确认", "否定"),
    WORDS(sale_match_evidence, "运单号", "货物", "销往地", "金额", "日期", "订单", "人工"),
    WORDS(sale_measure, "签约", "到账", "退款"),
    WORDS(sale_cause, "记录", "冲销", "匹配"),
    /* learning */
    WORDS_OF(training, consent_purpose, "培训", "证书", "回访", "师徒", "派遣"),
    WORDS_OF(training, course_kind, "职业技能", "教师", "医护", "农业", "商贸", "旅游", "管理",
             "语言", "考察"),
    WORDS_OF(training, cohort_state, "计划", "报名", "开班", "结业", "取消"),
    WORDS_OF(training, enrolment_state, "申请", "候补", "待接受", "在读", "退出", "逾期", "结业",
             "未通过", "未到", "取消"),
    WORDS_OF(training, attendance_state, "出席", "缺席", "请假", "迟到"),
    WORDS_OF(training, funding_state, "预留中", "已预留", "未获准", "释放中", "已释放", "结算中",
             "已结算", "失效"),
    WORDS_OF(training, cohort_move, "报名", "开班", "结业", "取消"),
    WORDS_OF(training, certificate_move, "暂停", "恢复", "提议撤销", "收回提议", "否决撤销",
             "撤销"),
    WORDS_OF(training, certificate_reason, "误发", "成绩更改", "冒用", "本人要求", "遗失"),
    WORDS_OF(training, eligibility_gap, "未结业", "未通过考核", "未同意颁证", "已有证书"),
    WORDS_OF(training, certificate_state, "有效", "暂停", "撤销"),
    WORDS_OF(training, certificate_validity, "有效", "暂停", "撤销", "过期", "不存在"),
    WORDS_OF(training, name_check, "相符", "不符", "无法判断"),
    /* exchanges */
    WORDS_OF(training, pairing_kind, "学校", "医院", "村庄", "区县", "企业"),
    WORDS_OF(training, competition_level, "校级", "县级", "地级", "省区级", "国家级"),
    WORDS_OF(training, award_winners, "教师", "学生", "学员", "单位"),
    WORDS_OF(training, medal_rank, "金", "银", "铜"),
    WORDS_OF(training, assignment_kind, "专家", "特派员", "支教教师", "援助医生"),
    WORDS_OF(training, assignment_state, "计划", "已确认", "进行中", "完成", "提前结束", "取消"),
    WORDS_OF(training, assignment_move, "确认", "开始", "完成", "提前结束", "取消", "退出"),
    WORDS_OF(training, assignment_entry_kind, "人天", "成果"),
    WORDS_OF(training, mentor_pair_state, "拟定", "进行中", "结束", "取消"),
    WORDS_OF(training, mentor_pair_move, "接受", "结束"),
    WORDS_OF(training, outcome_mark, "3个月", "6个月", "12个月"),
    WORDS_OF(training, outcome_answer, "就业", "自主创业", "就学", "未就业", "离开", "未答复",
             "未询问"),
    WORDS_OF(training, organisation_kind, "区县", "政府", "团场", "学校", "教育集团", "高校",
             "医院", "村庄", "企业", "工坊", "研究所"),
    /* development */
    WORDS_OF(projects, fed_figure, "货运吨数", "货运车次", "货运箱数", "签约销售额", "回款销售额",
             "培训人次", "结业人次"),
    WORDS_OF(projects, certification_kind, "示范村", "景区", "医院等级", "其他"),
    WORDS_OF(projects, enterprise_kind, "制造", "商铺", "养殖", "种植", "批发", "旅游", "其他"),
    WORDS_OF(projects, trade_event_kind, "展会", "交易会", "技术对接", "其他"),
    WORDS_OF(projects, grant_level, "县级", "地级", "省级", "国家级"),
    WORDS_OF(projects, sales_basis, "企业上报", "统计", "估算"),
    WORDS_OF(projects, trade_result_kind, "参展商", "展品", "订单", "意向"),
    WORDS_OF(projects, site_fact_kind, "建筑面积", "商品种类", "存栏能力", "亩均增收", "其他"),
    WORDS_OF(projects, development_state, "已计划", "完成", "豁免", "已申请", "已授予", "未通过",
             "已失效", "已撤销", "已入驻", "已退出", "已举办", "已取消", "已提出", "进行中",
             "已攻克", "已放弃", "已获批", "已结束", "已撤回", "研发中", "已上市"),
    WORDS_OF(projects, development_move, "计划", "预计", "完成", "引证", "豁免", "重开", "申请",
             "授予", "不通过", "失效", "撤销", "入驻", "退出", "举办", "取消", "提出", "开始",
             "攻克", "放弃", "获批", "结束", "撤回", "研发", "上市"),
    /* engagement */
    WORDS_OF(projects, activity_kind, "教学", "结对", "青少年交流", "互访", "义诊", "文化"),
    WORDS_OF(projects, activity_state, "计划", "已举办", "取消", "作废"),
    WORDS_OF(projects, age_band, "14岁以下", "14至17岁", "18至35岁", "36至59岁", "60岁以上"),
    WORDS_OF(projects, sex, "女", "男"),
    WORDS_OF(projects, health_measure, "唐氏筛查", "心脏筛查", "眼病筛查", "其他筛查", "白内障手术",
             "其他手术", "义诊人次", "义诊场次", "药品价值"),
    WORDS_OF(projects, valuation_basis, "发票", "市场价", "捐赠方申报", "评估"),
    WORDS_OF(projects, donation_state, "已认捐", "已发运", "已接收", "已分发", "已完结", "已取消"),
    WORDS_OF(projects, donation_move, "发运", "接收", "说明", "分发", "完结", "取消", "撤回"),
    WORDS_OF(projects, difference_reason, "丢失", "损坏", "误计", "增捐"),
    WORDS_OF(projects, claim_mode, "单家", "多家"),
    WORDS_OF(projects, challenge_state, "草稿", "已发榜", "已揭榜", "已退回", "已交付", "已验收",
             "已取消", "已过期"),
    WORDS_OF(projects, challenge_move_kind, "发榜", "揭榜", "交付", "退回", "验收", "延期", "取消"),
};

/* What all values begin with: "TRIP_STATE_". */
static size_t prefix_of(const ProtobufCEnumDescriptor *type)
{
    const char *first = type->values[0].name;
    size_t len = strlen(first);

    for (unsigned i = 1; i < type->n_values; i++) {
        size_t same = 0;

        while (same < len && type->values[i].name[same] == first[same])
            same++;
        len = same;
    }
    while (len > 0 && first[len - 1] != '_')
        len--;
    return len;
}

const char *enum_name(const ProtobufCEnumDescriptor *type, int value)
{
    const ProtobufCEnumValue *found = protobuf_c_enum_descriptor_get_value(type, value);

    return found == NULL ? "?" : found->name + prefix_of(type);
}

const char *enum_word_zh(const ProtobufCEnumDescriptor *type, int value)
{
    for (size_t i = 0; i < sizeof(CHINESE_WORDS) / sizeof(CHINESE_WORDS[0]); i++) {
        if (CHINESE_WORDS[i].type != type)
            continue;
        if (value > 0 && (size_t)value < CHINESE_WORDS[i].count)
            return CHINESE_WORDS[i].words[value];
        return strcmp(enum_name(type, value), "OTHER") == 0 ? "其他" : NULL; /* numbered apart */
    }
    return NULL;
}

const char *enum_word(const ProtobufCEnumDescriptor *type, int value)
{
    const char *zh = text_language() == CHINESE ? enum_word_zh(type, value) : NULL;

    return zh == NULL ? enum_name(type, value) : zh;
}

bool enum_same_word(const char *text, size_t len, const char *name)
{
    size_t i = 0;

    for (; i < len && *name != '\0'; i++, name++) {
        bool gap = text[i] == ' ' || text[i] == '-' || text[i] == '_';

        if (gap ? *name != '_' : strncasecmp(text + i, name, 1) != 0)
            return false;
    }
    return i == len && *name == '\0';
}

bool enum_read(const ProtobufCEnumDescriptor *type, const char *text, size_t len, int *value)
{
    size_t prefix = prefix_of(type);

    for (unsigned i = 0; i < type->n_values; i++) {
        int number = type->values[i].value;
        const char *zh = enum_word_zh(type, number);

        if (number == 0)
            continue;
        if (enum_same_word(text, len, type->values[i].name + prefix) ||
            (zh != NULL && strlen(zh) == len && memcmp(zh, text, len) == 0)) {
            *value = number;
            return true;
        }
    }
    return false;
}
