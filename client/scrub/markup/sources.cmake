target_sources(adit_scrub PRIVATE
  markup/html.cc markup/html_elements.cc markup/html_hiding.cc markup/html_tokens.cc markup/html_tree.cc
  markup/html_write.cc markup/mail.cc markup/mail_read.cc markup/markup.cc markup/mime.cc markup/svg.cc
  markup/svg_rules.cc markup/svg_style.cc markup/verify_html.cc markup/verify_mail.cc markup/verify_svg.cc)
