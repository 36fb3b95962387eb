#include "refusal.h"

#include "text.h"

#include <stddef.h>
#include <string.h>

const char *refusal_meaning(const char *reason)
{
    static const struct {
        const char *reason;
        struct text text;
    } REASONS[] = {
        {"BUDGET_EXCEEDED", {"over the budget", "超出预算"}},
        {"COMMITMENT_EXCEEDED", {"over the commitment", "超出合同金额"}},
        {"BACKDATED", {"dated too early", "日期过早"}},
        {"PAYMENT_EXCEEDS_SALE", {"more than was sold", "超出销售金额"}},
        {"REFUND_EXCEEDS_PAID", {"more than was paid", "超出已付金额"}},
        {"REFERENCE_TAKEN", {"recorded already", "该单号已有记录"}},
        {"SALE_REVERSED", {NULL, "该销售已冲销"}},
        {"IS_DUPLICATE", {NULL, "该销售已并入另一笔"}},
        {"NOT_FOUND", {NULL, "不存在"}},
        {"ID_TAKEN",
         {"recorded already, with other content, which an import does not change",
          "已有同编号的记录，但内容不同；导入不会更改已有记录"}},
        {"INVALID_FIELD", {NULL, "不符合要求"}},
    };

    for (size_t i = 0; i < sizeof(REASONS) / sizeof(REASONS[0]); i++) {
        if (strcmp(reason, REASONS[i].reason) == 0)
            return text_of(REASONS[i].text);
    }
    return NULL;
}

const char *refusal_field(const char *reason)
{
    static const struct {
        const char *reason;
        const char *field;
    } FIELDS[] = {
        {"PAYMENT_EXCEEDS_SALE", "sale_entry.amount"},
        {"REFUND_EXCEEDS_PAID", "sale_entry.amount"},
    };

    for (size_t i = 0; i < sizeof(FIELDS) / sizeof(FIELDS[0]); i++) {
        if (strcmp(reason, FIELDS[i].reason) == 0)
            return FIELDS[i].field;
    }
    return "";
}
