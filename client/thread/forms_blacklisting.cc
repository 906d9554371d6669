// SPDX-License-Identifier: Apache-2.0
#include "client/thread/forms_blacklisting.h"

namespace adit::client {
namespace {

constexpr Choice kActivity[] = {
    {"union", "joined or led a union"},  {"safety", "spoke up about safety"},
    {"strike", "took part in a strike"}, {"testimony", "spoke to an inspector, auditor or journalist"},
    {"helped", "helped a co-worker"},    {"other", "something else"},
};
constexpr Choice kDetriment[] = {
    {"dismissed", "sent away"},
    {"not-renewed", "contract not renewed"},
    {"offer-withdrawn", "job offer taken back"},
    {"pass-blocked", "pass or badge blocked"},
    {"worse-terms", "worse shift or pay"},
    {"threatened", "threatened"},
    {"told-no-one-hires", "told that no one will hire you"},
    {"agency-silent", "the agency stopped calling"},
    {"family", "family punished"},
    {"other", "something else"},
};
constexpr Choice kPayer[] = {
    {"mine", "the mine"},
    {"contractor", "a contractor"},
    {"agency", "an agency"},
    {"cooperative", "a cooperative"},
    {"nothing-written", "no one in writing"},
};
constexpr Choice kListKeeper[] = {
    {"company", "the company"}, {"agency", "an agency"},        {"security", "security guards"},
    {"police", "the police"},   {"other-mines", "other mines"}, {"other", "someone else"},
};
constexpr Choice kOthers[] = {
    {"only-me", "only me"},
    {"2-5", "2 to 5"},
    {"6-20", "6 to 20"},
    {"more", "more"},
};
constexpr Choice kRepair[] = {
    {"job-back", "the job back"},     {"off-the-list", "off the list"}, {"back-pay", "the pay that was lost"},
    {"certificate", "a certificate"}, {"apology", "an apology"},        {"stop", "that it stops"},
    {"other", "something else"},
};

using enum AnswerType;
constexpr Question kQuestions[] = {
    {"a1", pick_many, "What did you do before this happened?", kActivity},
    {"a2", when, "When was that?", {}},
    {"a2_text", text, "Who at the company or agency knew about it?", {}},
    {"a3", pick_many, "What happened to you after that?", kDetriment},
    {"a4", when, "When did that happen?", {}},
    {"a5", text, "What exactly did they say or write? Please give their words.", {}},
    {"a6_role", line, "Who said or decided it: which job do they have?", {}},
    {"a6_org", line, "For which company or office do they work?", {}},
    {"a6_name", line, "What is their name? Only if you want to say it.", {}},
    {"a7", pick_one, "Who paid you?", kPayer},
    {"a7_name", line, "What is the name of the one who paid you?", {}},
    {"a8",
     text,
     "Have you seen or heard of a list, a file, a chat group or a database of workers not to hire? What did "
     "you "
     "see?",
     {}},
    {"a9", pick_many, "Who keeps it, who gives names for it, who looks into it?", kListKeeper},
    {"a9_text", text, "What do you know about them?", {}},
    {"a10", text, "Were you refused at other places too? Which, and when?", {}, true},
    {"a11", yes_no, "Were people without a union past hired for the same work at that time?", {}},
    {"a11_text", text, "What do you know about it?", {}, false, Condition{"a11", "yes"}},
    {"a12", pick_one, "How many others had the same?", kOthers},
    {"a13", text, "Is there a union or committee there? Is it recognised? Were its leaders sent away?", {}},
    {"a14", yes_no, "Have you signed something (a release, a warning, a confession)?", {}},
    {"a15",
     text,
     "Did an audit or visit happen around that time? Did they speak to you alone? What were you told to say?",
     {}},
    {"a16", text, "What have you lost (pay, house, school place, permit to stay)?", {}},
    {"a17", pick_many, "What would repair it?", kRepair},
};

}  // namespace

std::span<const Question> blacklisting_questions() { return kQuestions; }

}  // namespace adit::client
