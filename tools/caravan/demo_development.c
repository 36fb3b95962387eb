#include "demo.h"

#include "base/arena.h"
#include "base/buf.h"
#include "demo_kit.h"

#include <stdio.h>
#include <string.h>

#define CELL_MAX 32

enum file {
    CERTIFICATIONS,
    ENTERPRISES,
    ENTERPRISE_SALES,
    TRADE_EVENTS,
    TRADE_RESULTS,
    RESEARCH_EFFORTS,
    GRANTS,
    PRODUCTS,
    SITE_FACTS,
    MILESTONES,
    FILES
};

#define MOVES "move,date,reason"

static const struct {
    const char *name;
    const char *head;
} HEADS[FILES] = {
    [CERTIFICATIONS] = {"certifications.csv",
                        "id,title,title_zh,project,subject,kind,grade,issuer," MOVES},
    [ENTERPRISES] = {"enterprises.csv", "id,title,title_zh,project,subject,kind,line," MOVES},
    [ENTERPRISE_SALES] = {"enterprise_sales.csv", "id,enterprise,period,amount（万元）,basis"},
    [TRADE_EVENTS] = {"trade_events.csv", "id,title,title_zh,project,kind,start,end," MOVES},
    [TRADE_RESULTS] = {"trade_results.csv", "id,event,kind,quantity,amount（万元）,date,letter"},
    [RESEARCH_EFFORTS] = {"research_efforts.csv",
                          "id,title,title_zh,project,line,institution," MOVES},
    [GRANTS] = {"grants.csv", "id,title,title_zh,project,level,grantor,amount（万元）," MOVES},
    [PRODUCTS] = {"products.csv", "id,title,title_zh,project,subject,enterprise," MOVES},
    [SITE_FACTS] = {"site_facts.csv", "id,project,subject,kind,value,date"},
    [MILESTONES] = {"milestones.csv", "id,title,title_zh,project,planned,forecast," MOVES},
};

struct estate {
    struct dice dice;
    struct cv_buf files[FILES];
    size_t sales;
};

#define ROW(estate, file, ...) DEMO_ROW(&(estate)->files[file], __VA_ARGS__)

/* Some day of that month. */
static const char *day_in(struct estate *estate, int year, int month, char out[CELL_MAX])
{
    (void)snprintf(out, CELL_MAX, "%04d-%02d-%02d", year, month,
                   (int)dice_between(&estate->dice, 1, 28));
    return out;
}

static const char *numbered(const char *what, int n, char out[CELL_MAX])
{
    (void)snprintf(out, CELL_MAX, "%s-%02d", what, n);
    return out;
}

/* ---- villages, scenic areas, wards ---- */

static void certify(struct estate *estate, const char *subject, const char *title,
                    const char *title_zh, const char *project, const char *kind, const char *grade,
                    int year, const char *end)
{
    char applied[CELL_MAX], ended[CELL_MAX], id[CELL_MAX];

    (void)snprintf(id, CELL_MAX, "c-%s", subject);
    ROW(estate, CERTIFICATIONS, id, title, title_zh, project, subject, kind, grade,
        "Regional office", "apply", day_in(estate, year, 3, applied), "");
    if (end != NULL)
        ROW(estate, CERTIFICATIONS, id, title, title_zh, project, subject, kind, grade,
            "Regional office", end, day_in(estate, year, 11, ended), "");
}

static void put_certifications(struct estate *estate)
{
    static const struct {
        const char *subject, *title, *title_zh, *end;
        int year;
    } VILLAGES[] = {
        {"river", "River village", "河湾村", "grant", 2023},
        {"poplar", "Poplar village", "白杨村", "grant", 2024},
        {"spring", "Spring village", "甘泉村", "grant", 2024},
        {"apricot", "Apricot village", "杏园村", "grant", 2024},
        {"bridge", "Bridge village", "石桥村", "grant", 2025},
        {"company-5", "Regiment company 5", "团场五连", "grant", 2025},
        {"company-9", "Regiment company 9", "团场九连", "refuse", 2024},
        {"north", "North township", "北乡", NULL, 2025},
    };
    char project[CELL_MAX];

    for (size_t i = 0; i < sizeof(VILLAGES) / sizeof(VILLAGES[0]); i++)
        certify(estate, VILLAGES[i].subject, VILLAGES[i].title, VILLAGES[i].title_zh,
                demo_project_of("villages", (int)i + 1, project), "village-model", "",
                VILLAGES[i].year, VILLAGES[i].end);
    certify(estate, "gorge", "Red gorge", "红峡谷", demo_project_of("culture", 1, project),
            "scenic-area", "5A", 2024, "grant");
    certify(estate, "lake", "Reed lake", "芦苇湖", demo_project_of("culture", 2, project),
            "scenic-area", "4A", 2025, "grant");
    certify(estate, "ward", "County people's hospital", "县人民医院",
            demo_project_of("health-facilities", 1, project), "hospital-grade", "2A", 2025,
            "grant");
}

/* ---- enterprises and what they sell ---- */

static void put_sales(struct estate *estate, const char *enterprise, const char *period,
                      int64_t wan)
{
    char id[CELL_MAX], amount[CELL_MAX];

    (void)snprintf(id, CELL_MAX, "es-%zu", ++estate->sales);
    (void)snprintf(amount, CELL_MAX, "%d", (int)wan);
    ROW(estate, ENTERPRISE_SALES, id, enterprise, period, amount, "reported");
}

/* 63 came to the hardware city, and 58 are still there. */
static void put_hardware_city(struct estate *estate)
{
    int64_t sales[58];
    size_t next = 0;

    dice_divide(&estate->dice, 10873, 1, 58, sales);
    for (int i = 1; i <= 63; i++) {
        char id[CELL_MAX], project[CELL_MAX], came[CELL_MAX], left[CELL_MAX], title[CELL_MAX],
            title_zh[CELL_MAX];

        numbered("hw", i, id);
        (void)snprintf(title, CELL_MAX, "Hardware shop %d", i);
        (void)snprintf(title_zh, CELL_MAX, "五金商铺%d号", i);
        demo_project_of("industry", 1 + i % 10, project);
        ROW(estate, ENTERPRISES, id, title, title_zh, project, id, "shop", "hardware", "settle",
            day_in(estate, 2023 + i % 2, 1 + 4 + i % 8, came), "");
        if (i % 13 == 0 || i == 63)
            ROW(estate, ENTERPRISES, id, title, title_zh, project, id, "shop", "hardware", "leave",
                day_in(estate, 2025, 2 + i % 10, left), "");
        else
            put_sales(estate, id, "2025", sales[next++]);
    }
}

static void put_others(struct estate *estate)
{
    static const struct {
        const char *id, *title, *title_zh, *sector, *kind, *line;
    } OTHERS[] = {
        {"machines", "Farm machine maker", "农机制造厂", "science", "manufacturer", "machines"},
        {"pigs", "Pig breeding company", "生猪养殖公司", "corps", "breeding", "pigs"},
        {"store", "Small-commodity store", "小商品城", "trade", "wholesale", "goods"},
        {"orchard", "Apple nursery company", "苹果苗圃公司", "corps-nursery", "growing", "apples"},
    };
    char project[CELL_MAX], came[CELL_MAX];

    for (size_t i = 0; i < sizeof(OTHERS) / sizeof(OTHERS[0]); i++)
        ROW(estate, ENTERPRISES, OTHERS[i].id, OTHERS[i].title, OTHERS[i].title_zh,
            demo_project_of(OTHERS[i].sector, 1, project), OTHERS[i].id, OTHERS[i].kind,
            OTHERS[i].line, "settle", day_in(estate, 2023, 9, came), "");
    put_sales(estate, "machines", "2024", 3120);
    put_sales(estate, "machines", "2025", 4718);
    put_sales(estate, "store", "2025", 2860);
}

/* ---- the technology exchange ---- */

static void put_trade(struct estate *estate)
{
    char project[CELL_MAX];

    demo_project_of("industry", 1, project);
    ROW(estate, TRADE_EVENTS, "machinery-2024", "Farm machinery technology exchange",
        "农机技术对接会", project, "technology-exchange", "2024-09-12", "2024-09-14", "plan",
        "2024-06-01", "");
    ROW(estate, TRADE_EVENTS, "machinery-2024", "Farm machinery technology exchange",
        "农机技术对接会", project, "technology-exchange", "2024-09-12", "2024-09-14", "hold",
        "2024-09-12", "");
    ROW(estate, TRADE_RESULTS, "tr-1", "machinery-2024", "exhibitors", "44", "", "2024-09-12", "");
    ROW(estate, TRADE_RESULTS, "tr-2", "machinery-2024", "items-shown", "108", "", "2024-09-12",
        "");
    ROW(estate, TRADE_RESULTS, "tr-3", "machinery-2024", "letters-of-intent", "21", "1940",
        "2024-09-14", "");
    ROW(estate, TRADE_RESULTS, "tr-4", "machinery-2024", "orders", "33", "1825", "2024-09-14", "");
    ROW(estate, TRADE_RESULTS, "tr-5", "machinery-2024", "orders", "9", "620", "2024-12-20",
        "tr-3");
}

/* ---- science ---- */

static void put_science(struct estate *estate)
{
    static const char *const PRODUCTS_ZH[] = {"采棉机部件", "苹果分选线", "滴灌阀",
                                              "红枣烘干机", "核桃脱皮机", "果园喷雾机",
                                              "秸秆打捆机", "墒情仪"};
    char id[CELL_MAX], project[CELL_MAX], first[CELL_MAX], last[CELL_MAX], title[CELL_MAX],
        title_zh[CELL_MAX];

    for (int i = 1; i <= 25; i++) { /* one was only proposed */
        numbered("re", i, id);
        (void)snprintf(title, CELL_MAX, "Technical problem %d", i);
        (void)snprintf(title_zh, CELL_MAX, "技术攻关%d", i);
        demo_project_of("science", 1 + i % 8, project);
        ROW(estate, RESEARCH_EFFORTS, id, title, title_zh, project, "machines",
            "Provincial university", "propose", day_in(estate, 2023, 6 + i % 6, first), "");
        if (i < 25)
            ROW(estate, RESEARCH_EFFORTS, id, title, title_zh, project, "machines",
                "Provincial university", "start", day_in(estate, 2024, 1 + i % 6, first), "");
        if (i < 17)
            ROW(estate, RESEARCH_EFFORTS, id, title, title_zh, project, "machines",
                "Provincial university", "solve", day_in(estate, 2025, 1 + i % 12, last), "");
    }
    for (int i = 1; i <= 5; i++) { /* three provincial ones, one of the county, one refused */
        numbered("gr", i, id);
        (void)snprintf(title, CELL_MAX, "Cooperation grant %d", i);
        (void)snprintf(title_zh, CELL_MAX, "合作资助%d", i);
        demo_project_of("science", i, project);
        ROW(estate, GRANTS, id, title, title_zh, project, i == 4 ? "county" : "provincial",
            i == 4 ? "County office" : "Provincial science office", i == 4 ? "40" : "150", "apply",
            day_in(estate, 2023, 7, first), "");
        ROW(estate, GRANTS, id, title, title_zh, project, i == 4 ? "county" : "provincial",
            i == 4 ? "County office" : "Provincial science office", i == 4 ? "40" : "150",
            i == 5 ? "refuse" : "award", day_in(estate, 2024, 2, last), "");
    }
    for (int i = 1; i <= 9; i++) { /* the ninth is still in development */
        numbered("pr", i, id);
        (void)snprintf(title, CELL_MAX, "New product %d", i);
        demo_project_of("science", 1 + i % 8, project);
        ROW(estate, PRODUCTS, id, title, i < 9 ? PRODUCTS_ZH[i - 1] : "", project, id, "machines",
            "develop", day_in(estate, 2023, 10, first), "");
        if (i < 9)
            ROW(estate, PRODUCTS, id, title, PRODUCTS_ZH[i - 1], project, id, "machines", "launch",
                day_in(estate, 2025, i, last), "");
    }
}

/* ---- what places are like ---- */

static void put_facts(struct estate *estate)
{
    static const struct {
        const char *id, *sector, *subject, *kind, *value, *date;
    } FACTS[] = {
        {"f-1", "trade", "commodity-store", "floor-area", "3200", "2023-11-20"},
        {"f-2", "trade", "commodity-store", "floor-area", "5000", "2024-08-05"},
        {"f-3", "trade", "commodity-store", "goods-kinds", "18400", "2023-12-31"},
        {"f-4", "trade", "commodity-store", "goods-kinds", "31260", "2025-06-30"},
        {"f-5", "corps", "pig-farm", "capacity", "20000", "2024-05-10"},
        {"f-6", "corps", "pig-farm", "capacity", "50000", "2025-09-01"},
        {"f-7", "agriculture", "rice-crayfish", "extra-income-per-mu", "2750", "2024-10-31"},
        {"f-8", "agriculture", "rice-crayfish", "extra-income-per-mu", "4160", "2025-10-31"},
    };
    char project[CELL_MAX];

    for (size_t i = 0; i < sizeof(FACTS) / sizeof(FACTS[0]); i++)
        ROW(estate, SITE_FACTS, FACTS[i].id, demo_project_of(FACTS[i].sector, 1, project),
            FACTS[i].subject, FACTS[i].kind, FACTS[i].value, FACTS[i].date);
}

/* The first step of each village, most of them in time. */
static void put_milestones(struct estate *estate)
{
    for (int i = 1; i <= 14; i++) {
        char id[CELL_MAX], project[CELL_MAX], planned[CELL_MAX], done[CELL_MAX], title[CELL_MAX];

        numbered("ms", i, id);
        demo_project_of("villages", i, project);
        (void)snprintf(title, CELL_MAX, "Works of village %d", i);
        day_in(estate, 2024, 6, planned);
        ROW(estate, MILESTONES, id, title, "主体工程完工", project, planned, "", "plan",
            "2023-09-01", "");
        if (i <= 12)
            ROW(estate, MILESTONES, id, title, "主体工程完工", project, planned, "", "complete",
                day_in(estate, 2024, i % 4 == 0 ? 9 : 5, done), "");
    }
}

/* ---- writing ---- */

struct cv_status demo_development_write(const char *folder, uint64_t seed, struct cv_arena *arena)
{
    struct estate *estate = cv_arena_zalloc(arena, sizeof(*estate));
    const char *inner = cv_arena_printf(arena, "%s/development", folder);
    struct cv_status status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");

    if (estate == NULL || inner == NULL)
        return status;
    estate->dice.state = seed;
    for (size_t i = 0; i < FILES; i++)
        demo_file_begin(&estate->files[i], HEADS[i].head);
    put_certifications(estate);
    put_hardware_city(estate);
    put_others(estate);
    put_trade(estate);
    put_science(estate);
    put_facts(estate);
    put_milestones(estate);
    status = demo_folder(inner, arena);
    for (size_t i = 0; i < FILES; i++) {
        if (cv_ok(status))
            status = demo_file_write(inner, HEADS[i].name, &estate->files[i], arena);
        cv_buf_free(&estate->files[i]);
    }
    return status;
}
