#include "identifier/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool identifier_text_refuse(struct identifier *identifier, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    (void)vsnprintf(identifier->problem, sizeof(identifier->problem), format, args);
    va_end(args);
    return false;
}

bool identifier_text_take(const char *text, struct identifier *identifier)
{
    static const char BLANKS[] = " \t\r\n"; /* a reader sends a line */
    const char *end = text + strlen(text);
    size_t len = 0;

    identifier->warning = IDENTIFIER_NO_WARNING;
    text += strspn(text, BLANKS);
    while (end > text && strchr(BLANKS, end[-1]) != NULL)
        end--;
    for (; text < end; text++) {
        char c = *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text;

        if (c == ' ' || c == '.' || c == '-')
            continue;
        if (!is_digit(c) && !is_letter(c))
            return identifier_text_refuse(
                identifier, (unsigned char)c < 0x80
                                ? "may only have letters, digits, blanks, dots and hyphens"
                                : "may only have the letters A to Z and the digits 0 to 9, none "
                                  "that look like them");
        if (len == IDENTIFIER_MAX)
            return identifier_text_refuse(identifier, "may have at most %d letters and digits",
                                          IDENTIFIER_MAX);
        identifier->text[len++] = c;
    }
    identifier->text[len] = '\0';
    return true;
}

bool identifier_text_is(const char *text, const char *shape)
{
    for (; *shape != '\0'; shape++, text++) {
        if (*shape == '9'   ? !is_digit(*text)
            : *shape == 'A' ? !is_letter(*text)
            : *shape == 'X' ? !is_digit(*text) && !is_letter(*text)
                            : *text != *shape)
            return false;
    }
    return *text == '\0';
}
