#include "demo_sales.h"

#include "cell.h"
#include "demo_kit.h"

#include <inttypes.h>
#include <stdio.h>

#define NET_FEN INT64_C(453300000000) /* 4.533 thousand million yuan, published */
#define MONTHS  36                    /* April 2023 to March 2026 */
#define A_MONTH 110                   /* sales */
#define SALES   (MONTHS * A_MONTH)
#define STEP    1000 /* fen; amounts are of ten yuan */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct product {
    const char *name;
    const char *hs_code;
    int64_t yuan_a_tonne;
} PRODUCTS[] = {
    {"apples", "080810", 7200},      {"red dates", "081340", 14500}, {"walnuts", "080231", 19800},
    {"melons", "080719", 3600},      {"grapes", "080610", 8900},     {"apricots", "081310", 16400},
    {"beef", "020130", 61000},       {"lamb", "020410", 58500},      {"honey", "040900", 32000},
    {"wheat flour", "110100", 4100},
};

static const char *const ORIGINS[] = {"Poplar county", "Apricot county", "Farm regiment"};
static const char *const CHANNELS[] = {"direct", "platform-832", "livestream", "exhibition",
                                       "retail"};
static const char *const REGIONS[] = {"Home city", "Home province", "East", "North", "South"};

struct sale {
    const struct product *product;
    const char *origin;
    const char *channel;
    const char *region;
    int number;
    int month;
    int day;
    int64_t fen;
    int64_t kilograms;
};

struct market {
    struct dice dice;
    struct cv_buf sales;
    struct cv_buf receipts;
};

/* ---- cells ---- */

#define CELL_MAX 32

static void print_day(char out[CELL_MAX], int month, int day)
{
    (void)snprintf(out, CELL_MAX, "%04d-%02d-%02d", 2023 + (month + 3) / 12, (month + 3) % 12 + 1,
                   day);
}

static void print_yuan(char out[CELL_MAX], int64_t fen)
{
    (void)snprintf(out, CELL_MAX, "%" PRId64 ".%02d", fen / 100, (int)(fen % 100));
}

static void print_id(char out[CELL_MAX], const struct sale *sale)
{
    (void)snprintf(out, CELL_MAX, "s-%05d", sale->number);
}

/* ---- rows ---- */

/* `paid_day` 0: not with the sale. */
static void put_sale(struct market *market, const struct sale *sale, int paid_day,
                     const char *waybill)
{
    char id[CELL_MAX], reference[CELL_MAX], tonnes[CELL_MAX], amount[CELL_MAX];
    char signed_on[CELL_MAX], paid_on[CELL_MAX] = "";

    print_id(id, sale);
    (void)snprintf(reference, CELL_MAX, "%s-%05d", sale->channel, sale->number);
    (void)snprintf(tonnes, CELL_MAX, "%" PRId64 ".%03d", sale->kilograms / 1000,
                   (int)(sale->kilograms % 1000));
    print_yuan(amount, sale->fen);
    print_day(signed_on, sale->month, sale->day);
    if (paid_day != 0)
        print_day(paid_on, sale->month, paid_day);
    DEMO_ROW(&market->sales, id, sale->product->name, sale->product->hs_code, "2022", sale->origin,
             sale->channel, reference, sale->region, tonnes, amount, signed_on, paid_on, waybill);
}

static void put_receipt(struct market *market, const struct sale *sale, const char *kind,
                        int64_t fen, int month, int day)
{
    char id[CELL_MAX], amount[CELL_MAX], on[CELL_MAX];

    print_id(id, sale);
    print_yuan(amount, fen);
    print_day(on, month, day);
    DEMO_ROW(&market->receipts, id, kind, amount, on);
}

/* ---- chance ---- */

#define PICK(market, of) (of)[dice_between(&(market)->dice, 0, (int64_t)COUNT(of) - 1)]

static bool one_in(struct market *market, int64_t many)
{
    return dice_between(&market->dice, 1, many) == 1;
}

static struct sale make_sale(struct market *market, int number, int month, int64_t fen)
{
    const struct product *product = &PICK(market, PRODUCTS);
    int64_t percent = dice_between(&market->dice, 92, 108); /* of the usual price */

    return (struct sale){
        .product = product,
        .origin = PICK(market, ORIGINS),
        .channel = PICK(market, CHANNELS),
        .region = PICK(market, REGIONS),
        .number = number,
        .month = month,
        .day = (int)dice_between(&market->dice, 1, 20),
        .fen = fen,
        .kilograms = fen * 1000 / (product->yuan_a_tonne * percent) + 1,
    };
}

/* The papers of the freight tell of the same goods, and of no payment. */
static void put_freight(struct market *market, const struct sale *sale, int number,
                        const char *waybill)
{
    struct sale seen = *sale;

    seen.number = number;
    seen.channel = "freight";
    seen.day += 2;
    put_sale(market, &seen, 0, waybill);
}

/* ---- what happens to a sale ---- */

/* Its net is `fen`, and all of it happens by the end of March 2026. */
static void put_one(struct market *market, int number, int month, int64_t fen)
{
    bool comes_back = month < MONTHS - 1 && one_in(market, 40);
    int64_t refund = comes_back ? dice_between(&market->dice, 1, fen / 8) : 0;
    struct sale sale = make_sale(market, number, month, fen + refund);
    int paid_day = sale.day + (int)dice_between(&market->dice, 0, 8);
    char waybill[CELL_MAX] = "";

    if (one_in(market, 100))
        (void)snprintf(waybill, CELL_MAX, "W-%05d", number);
    if (one_in(market, 12)) {
        put_sale(market, &sale, 0, waybill);
        put_receipt(market, &sale, "payment", sale.fen / 3, month, sale.day);
        put_receipt(market, &sale, "payment", sale.fen - sale.fen / 3, month, paid_day);
    } else {
        put_sale(market, &sale, paid_day, waybill);
    }
    if (comes_back)
        put_receipt(market, &sale, "refund", refund, month + 1,
                    (int)dice_between(&market->dice, 1, 28));
    if (waybill[0] != '\0')
        put_freight(market, &sale, 2 * SALES + number, waybill);
    if (one_in(market, 90)) { /* ordered, and not paid yet */
        struct sale ordered =
            make_sale(market, SALES + number, month, dice_between(&market->dice, 20, 900) * 100000);

        put_sale(market, &ordered, 0, "");
    }
}

static bool fill(struct market *market, struct cv_arena *arena)
{
    int64_t months[MONTHS];
    int64_t *sales = cv_arena_array(arena, A_MONTH, sizeof(*sales));
    int number = 1;

    if (sales == NULL)
        return false;
    demo_file_begin(&market->sales,
                    "id,product,hs_code,hs_edition,origin,channel,reference,"
                    "buyer_region,quantity（t）,amount（元）,signed,paid,transport");
    demo_file_begin(&market->receipts, "sale,kind,amount（元）,date");
    dice_divide(&market->dice, NET_FEN, STEP, MONTHS, months);
    for (int month = 0; month < MONTHS; month++) {
        dice_divide(&market->dice, months[month], STEP, A_MONTH, sales);
        for (int i = 0; i < A_MONTH; i++)
            put_one(market, number++, month, sales[i]);
    }
    return true;
}

struct cv_status demo_sales_write(const char *folder, uint64_t seed, struct cv_arena *arena)
{
    struct market *market = cv_arena_zalloc(arena, sizeof(*market));
    const char *inner = cv_arena_printf(arena, "%s/sales", folder);
    struct cv_status status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");

    if (market == NULL || inner == NULL)
        return status;
    market->dice.state = seed;
    if (fill(market, arena))
        status = demo_folder(inner, arena);
    if (cv_ok(status))
        status = demo_file_write(inner, "sales.csv", &market->sales, arena);
    if (cv_ok(status))
        status = demo_file_write(inner, "receipts.csv", &market->receipts, arena);
    cv_buf_free(&market->sales);
    cv_buf_free(&market->receipts);
    return status;
}
