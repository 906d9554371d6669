// SPDX-License-Identifier: Apache-2.0
// qpdf's headers, in the one way in which they compile here. Its JSON.hh is not valid C++20 for every
// standard library (a vector of an incomplete class, destroyed inside it); nothing of JSON is used.
#pragma once

#ifndef JSON_HH
#define JSON_HH
class JSON;
#endif

#include <qpdf/Buffer.hh>
#include <qpdf/BufferInputSource.hh>
#include <qpdf/Pipeline.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFAcroFormDocumentHelper.hh>
#include <qpdf/QPDFAnnotationObjectHelper.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <qpdf/QPDFTokenizer.hh>
#include <qpdf/QPDFWriter.hh>
