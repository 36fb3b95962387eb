/* The words that cells of files of the logistics services may have, for `caravan help import`. */
#include "encoding.h"
#include "enum_word.h"
#include "post.h"
#include "post_field.h"

#include <stdio.h>
#include <string.h>

#define INDENT     4
#define LINE_WIDTH 98

struct printing {
    FILE *out;
    size_t width; /* of the line so far */
    bool first;
};

/* "border-point" of BORDER_POINT, as people write it. */
static void lower(const char *name, char out[64])
{
    size_t i = 0;

    for (; name[i] != '\0' && i + 1 < 64; i++)
        out[i] = name[i] == '_' ? '-' : (char)(name[i] | 0x20);
    out[i] = '\0';
}

static void put_word(struct printing *printing, const char *en, const char *zh)
{
    char text[160];
    size_t width;

    (void)snprintf(text, sizeof(text), "%s%s%s", en, zh == NULL ? "" : " ", zh == NULL ? "" : zh);
    width = encoding_width(text);
    if (!printing->first)
        (void)fputc(',', printing->out);
    if (printing->first || printing->width + width + 2 > LINE_WIDTH) {
        (void)fprintf(printing->out, "\n%*s", INDENT, "");
        printing->width = INDENT;
    } else {
        (void)fputc(' ', printing->out);
        printing->width += 2;
    }
    (void)fputs(text, printing->out);
    printing->width += width;
    printing->first = false;
}

static void put_enum(struct printing *printing, const ProtobufCEnumDescriptor *type)
{
    for (unsigned i = 0; i < type->n_values; i++) {
        int value = type->values[i].value;
        char en[64];

        if (value == 0)
            continue;
        lower(enum_name(type, value), en);
        put_word(printing, en, enum_word_zh(type, value));
    }
}

static void print_column(const struct form *form, const struct form_column *column, FILE *out)
{
    struct printing printing = {.out = out, .first = true};
    const struct post_word *words = column->post.words;
    const ProtobufCEnumDescriptor *type = words == NULL ? post_words_of(form, column) : NULL;

    if (words == NULL && type == NULL)
        return;
    (void)fprintf(out, "  %s, %s:", text_of(form->name), text_of(column->name));
    for (; words != NULL && words->value != NULL; words++)
        put_word(&printing, words->name.en, words->name.zh);
    if (type != NULL)
        put_enum(&printing, type);
    (void)fputc('\n', out);
}

const ProtobufCEnumDescriptor *post_words_of(const struct form *form,
                                             const struct form_column *column)
{
    bool of_enum = column->post.kind == POST_WORD || column->post.kind == POST_WORDS;
    const struct cv_method *method;

    if (form->post == NULL || !of_enum || column->field == NULL)
        return NULL;
    method = post_method(form->post->service, form->post->method);
    return post_field(method->request, column->field)->descriptor;
}

void posts_print_words(FILE *out)
{
    (void)fputs(
        T("\nWords of some columns, in either language:\n", "\n部分列的用词，中英文均可：\n"), out);
    for (size_t i = 0; i < FORM_COUNT; i++) {
        const struct form *form = form_by_id(i);

        for (size_t c = 0; c < form->column_count; c++)
            print_column(form, &form->columns[c], out);
    }
}
