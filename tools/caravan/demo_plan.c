#include "demo.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct demo_line DEMO_LINES[] = {
    {"villages", "p-county", "Model village", "示范村建设", 14, 53280000},
    {"health-facilities", "p-hospital", "Clinic or ward", "卫生院与病区", 8, 39140000},
    {"health", "p-hospital", "Medical outreach", "巡回医疗", 6, 14260000},
    {"corps-nursery", "p-regiment", "Apple nursery base", "苹果苗圃基地", 3, 18460000},
    {"corps", "p-regiment", "Regiment pairing", "团场结对", 6, 22750000},
    {"industry", "p-hardware", "Hardware city", "五金城", 10, 96400000},
    {"trade", "p-trade", "Westbound goods", "浙货西行", 7, 41700000},
    {"science", "p-science", "Recruited manufacturer", "引进制造企业", 8, 38900000},
    {"education", "p-school", "School", "学校", 16, 63350000},
    {"exchange", "p-youth", "Youth exchange", "青少年交流", 8, 12180000},
    {"agriculture", "p-farm", "Irrigation and greenhouse", "灌溉与大棚", 12, 31640000},
    {"culture", "p-culture", "Culture station", "文化站", 6, 13870000},
};
const size_t DEMO_LINE_COUNT = COUNT(DEMO_LINES);

const struct demo_partner DEMO_PARTNERS[] = {
    {"p-county", "County construction office", "县建设办公室", "government", "county.cashier"},
    {"p-hospital", "County people's hospital", "县人民医院", "hospital", "hospital.cashier"},
    {"p-regiment", "Farm regiment", "农垦团场", "regiment", "regiment.cashier; regiment.office"},
    {"p-hardware", "Hardware city operating company", "五金城运营公司", "enterprise",
     "hardware.cashier"},
    {"p-trade", "Westbound trade company", "西行商贸公司", "enterprise", "trade.cashier"},
    {"p-science", "Science and technology bureau", "科技局", "government", ""},
    {"p-school", "County education office", "县教育办公室", "school", ""},
    {"p-youth", "Youth exchange association", "青少年交流协会", "association", ""},
    {"p-farm", "Farmers' cooperative", "农民合作社", "association", ""},
    {"p-culture", "County culture office", "县文化办公室", "government", ""},
};
const size_t DEMO_PARTNER_COUNT = COUNT(DEMO_PARTNERS);

const struct demo_place DEMO_PLACES[] = {
    {"s-town", "County town", "县城"},
    {"s-east", "East township", "东乡"},
    {"s-west", "West township", "西乡"},
    {"s-north", "North township", "北乡"},
    {"s-south", "South township", "南乡"},
    {"s-river", "River village", "河湾村"},
    {"s-poplar", "Poplar village", "白杨村"},
    {"s-spring", "Spring village", "甘泉村"},
    {"s-apricot", "Apricot village", "杏园村"},
    {"s-bridge", "Bridge village", "石桥村"},
    {"s-company-1", "Regiment company 1", "团场一连"},
    {"s-company-5", "Regiment company 5", "团场五连"},
    {"s-company-9", "Regiment company 9", "团场九连"},
    {"s-park", "Industrial park", "产业园区"},
};
const size_t DEMO_PLACE_COUNT = COUNT(DEMO_PLACES);

/* Month 0 is April 2023; 21 is January 2025, 32 is December 2025, 35 is March 2026. */
const struct demo_indicator DEMO_INDICATORS[] = {
    {"programme.westbound_sales", "Westbound goods sold", "浙货西行销售额", "CNY", "元", "trade", 5,
     2, 0, INT64_C(118264000000), 0, 35},
    {"industry.hardware_city_sales", "Hardware city sales", "五金城销售额", "CNY", "元", "industry",
     4, 2, 0, INT64_C(10873500000), 21, 32},
    {"science.manufacturer_sales", "Sales of one recruited manufacturer", "引进制造企业销售额",
     "CNY", "元", "science", 1, 2, 0, INT64_C(4718600000), 21, 32},
    {"health.down_screenings", "Down syndrome screenings", "唐氏筛查", "person-times", "人次",
     "health", 1, 0, 1, 4530, 0, 35},
    {"health.heart_screenings", "Congenital heart disease screenings", "先天性心脏病筛查",
     "person-times", "人次", "health", 1, 0, 1, 5210, 0, 35},
    {"health.eye_screenings", "Eye screenings", "眼病筛查", "person-times", "人次", "health", 3, 0,
     1, 163482, 0, 35},
    {"health.cataract_operations", "Cataract operations", "白内障手术", "operations", "例",
     "health", 1, 0, 1, 987, 0, 35},
    {"health.free_clinics", "Free clinics held", "义诊场次", "events", "场", "health", 2, 0, 0, 38,
     0, 35},
    {"health.people_served", "People served by free clinics", "义诊服务人数", "person-times",
     "人次", "health", 2, 0, 1, 6284, 0, 35},
    {"health.medicine_value", "Medicine given away", "赠送药品价值", "CNY", "元", "health", 2, 2, 0,
     33617550, 0, 35},
    {"exchange.youth_per_year", "Young people on exchange visits", "青少年交流人数", "persons",
     "人", "exchange", 4, 0, 1, 291, 21, 32},
    {"corps.activities", "On-site teaching and pairing activities", "现场教学与结对活动", "events",
     "次", "corps", 3, 0, 0, 46, 0, 35},
};
const size_t DEMO_INDICATOR_COUNT = COUNT(DEMO_INDICATORS);

const struct demo_fed DEMO_FED[] = {
    {"corridor.tonnes", "Goods carried", "货运量", "flow", "t", "吨", "6", "no", "freight_tonnes",
     "trade"},
    {"corridor.trains", "Trains of the corridor", "通道班列", "flow", "trains", "列", "0", "no",
     "freight_trips", "trade"},
    {"farm.signed", "Farm produce sold, as agreed", "农产品签约销售额", "money_flow", "CNY", "元",
     "2", "no", "sales_signed", "agriculture"},
    {"training.participants", "Participations in courses", "培训人次", "flow", "person-times",
     "人次", "0", "yes", "training_participants", "education"},
    {"training.completed", "Courses completed", "结业人次", "flow", "person-times", "人次", "0",
     "yes", "training_completed", "education"},
};
const size_t DEMO_FED_COUNT = COUNT(DEMO_FED);

const char *demo_project_of(const char *sector, int n, char out[DEMO_ID])
{
    int before = 0;

    for (size_t i = 0; strcmp(DEMO_LINES[i].sector, sector) != 0; i++)
        before += DEMO_LINES[i].projects;
    (void)snprintf(out, DEMO_ID, "%04d", before + n);
    return out;
}
