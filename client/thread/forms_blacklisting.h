// SPDX-License-Identifier: Apache-2.0
// Questions of their own of the form on blacklisting and retaliation (users 2.8.a).
#pragma once

#include <span>

#include "client/thread/forms.h"

namespace adit::client {

std::span<const Question> blacklisting_questions();

}  // namespace adit::client
