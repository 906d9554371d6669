// SPDX-License-Identifier: Apache-2.0
// Office Open XML: the transitional subset that carries what is seen.
#include "client/scrub/office/allow.h"

namespace adit::client::office {
namespace {

constexpr std::string_view kWord = R"(w+|
document body p r tbl tr tc hdr ftr footnotes endnotes tblGrid rPr pPr tblPr trPr tcPr tblPrEx pBdr tblBorders
 tcBorders tcMar tblCellMar numPr tabs ruby rt rubyBase rubyPr docDefaults rPrDefault pPrDefault styles numbering
 txbxContent drawing pict tab separator continuationSeparator footnoteRef endnoteRef cr noBreakHyphen softHyphen
 sectPr footnotePr endnotePr settings compat txbxContent : ;
t$ : xml:space==;
b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint snapToGrid webHidden w kern position sz
 szCs highlight effect vertAlign rtl cs em specVanish oMath keepNext keepLines pageBreakBefore widowControl
 suppressLineNumbers suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi
 adjustRightInd contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap
 outlineLvl tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize gridBefore gridAfter cantSplit tblHeader
 gridSpan hMerge vMerge noWrap tcFitText vAlign hideMark noEndnote titlePg rtlGutter type multiLevelType start
 lvlRestart isLgl suff lvlJc startOverride ilvl numId abstractNumId uiPriority semiHidden unhideWhenUsed qFormat
 pos numFmt numStart numRestart evenAndOddHeaders mirrorMargins defaultTabStop autoHyphenation gutterAtTop
 rubyAlign hps hpsRaise hpsBaseText displayBackgroundShape : val;
u color : val color themeColor themeTint themeShade;
spacing : val before beforeLines beforeAutospacing after afterLines afterAutospacing line lineRule;
fitText : val;
eastAsianLayout : combine combineBrackets vert vertCompress;
bdr top left bottom right insideH insideV start end between bar tl2br tr2bl : val sz space color themeColor
 themeTint themeShade shadow frame w type;
shd : val color fill themeColor themeFill themeFillTint themeFillShade themeTint themeShade;
pStyle rStyle tblStyle basedOn next link numStyleLink styleLink : val=s;
rFonts : ascii=f hAnsi=f eastAsia=f cs=f asciiTheme hAnsiTheme eastAsiaTheme cstheme hint;
framePr : dropCap lines w h vSpace hSpace wrap hAnchor vAnchor x xAlign y yAlign hRule anchorLock;
tab : val leader pos;
ind : left right start end hanging firstLine leftChars rightChars startChars endChars firstLineChars hangingChars;
br : type clear;
sym : font=f char;
ptab : alignment relativeTo leader;
fldChar : fldCharType;
instrText# : ;
footnoteReference endnoteReference : id=x customMarkFollows;
footnote endnote : id=x type;
tblpPr : leftFromText rightFromText topFromText bottomFromText vertAnchor horzAnchor tblpXSpec tblpX tblpYSpec tblpY;
tblW tblCellSpacing tblInd tcW wBefore wAfter : w type;
tblLayout : type;
tblLook : val firstRow lastRow firstColumn lastColumn noHBand noVBand;
gridCol : w;
trHeight : val hRule;
headerReference footerReference : type r:id=i;
pgSz : w h orient code;
pgMar : top right bottom left header footer gutter;
pgBorders : offsetFrom zOrder display;
lnNumType : countBy start distance restart;
pgNumType : fmt start chapStyle chapSep;
cols : num space equalWidth sep;
col : w space;
docGrid : type linePitch charSpace;
abstractNum : abstractNumId;
lvl : ilvl tentative;
lvlText : val=t null;
legacy : legacy legacySpace legacyIndent;
num : numId;
lvlOverride : ilvl;
style : type default styleId=s customStyle;
name : val==;
tblStylePr : type;
background : color themeColor themeTint themeShade;
fldSimple : instr==;
clrSchemeMapping : bg1 t1 bg2 t2 accent1 accent2 accent3 accent4 accent5 accent6 hyperlink followedHyperlink;
compatSetting : name uri== val)";

constexpr std::string_view kMath = R"(m+|
oMath oMathPara oMathParaPr r rPr acc accPr bar barPr borderBox borderBoxPr box boxPr ctrlPr d deg den dPr e eqArr
 eqArrPr f fName fPr func funcPr groupChr groupChrPr lim limLow limLowPr limUpp limUppPr m mc mcPr mcs mPr mr
 nary naryPr num phant phantPr rad radPr sPre sPrePr sSub sSubPr sSubSup sSubSupPr sSup sSupPr sub sup argPr : ;
t$ : xml:space==;
aln argSz baseJc cGp cGpRule count cSp degHide diff grow hideBot hideLeft hideRight hideTop jc limLoc lit maxDist
 mcJc noBreak nor objDist opEmu plcHide pos rSp rSpRule scr show shp strikeBLTR strikeH strikeTLBR strikeV sty
 subHide supHide transp type vertJc zeroAsc zeroDesc zeroWid : val;
brk : alnAt;
chr begChr endChr sepChr : val=t)";

// Which of two forms a reader shows.
constexpr std::string_view kChoice = R"(mc|
AlternateContent : ; Choice : Requires==)";
constexpr std::string_view kPlaces = R"(wp|
inline : distT distB distL distR;
anchor : distT distB distL distR simplePos relativeHeight behindDoc locked layoutInCell allowOverlap;
simplePos start lineTo : x y;
positionH positionV : relativeFrom;
align# posOffset# : ;
extent : cx cy;
effectExtent : l t r b;
wrapNone : ;
wrapSquare wrapTight wrapThrough wrapTopAndBottom : wrapText distT distB distL distR;
wrapPolygon : edited;
docPr : id== name==;
cNvGraphicFramePr :)";
constexpr std::string_view kPicture = R"(pic|
pic nvPicPr cNvPicPr blipFill spPr : bwMode; cNvPr : id== name==)";
constexpr std::string_view kShape = R"(wps|
wsp cNvCnPr style txbx : ; cNvSpPr : txBox; cNvPr : id== name==; spPr : bwMode;
bodyPr : rot spcFirstLastPara vertOverflow horzOverflow vert wrap lIns tIns rIns bIns numCol spcCol rtlCol fromWordArt
 anchor anchorCtr forceAA upright compatLnSpc)";
constexpr std::string_view kGroup = R"(wpg|
wgp grpSp cNvGrpSpPr : ; grpSpPr : bwMode; cNvPr : id== name==)";
constexpr std::string_view kVml = R"(v|
shape rect oval roundrect line group : style== coordsize=l coordorigin=l fillcolor=l strokecolor=l strokeweight
 filled stroked path=d adj=l from=l to=l arcsize type== o:spt;
imagedata : r:id=i; textbox : inset=l style==; textpath : on fitshape string=t style==;
fill : color=l color2=l opacity on type; stroke : color=l weight on dashstyle joinstyle endcap; shadow : on color=l)";

constexpr std::string_view kDrawing = R"(a|
graphic avLst custGeom gdLst cxnLst pathLst moveTo lnTo cubicBezTo quadBezTo close noFill solidFill gsLst fgClr bgClr
 stretch grpFill grayscl clrFrom clrTo duotone custDash round bevel effectLst scene3d extrusionClr
 contourClr noAutofit spAutoFit lstStyle lnSpc spcBef spcAft buClrTx buClr buSzTx buFontTx buNone buBlip tabLst p r
 highlight uLnTx uLn uFillTx uFill tbl tblGrid themeElements dk1 lt1 dk2 lt2 accent1 accent2 accent3 accent4
 accent5 accent6 hlink folHlink majorFont minorFont fillStyleLst lnStyleLst effectStyleLst effectStyle
 bgFillStyleLst objectDefaults extraClrSchemeLst masterClrMapping txBody comp inv gray gamma invGamma : ;
graphicData : uri==;
xfrm : rot flipH flipV;
off chOff pt pos : x y;
ext chExt : cx cy;
prstGeom prstTxWarp : prst;
gd : name fmla=g;
cxn : ang;
rect : l t r b;
path : w h fill stroke extrusionOk path;
arcTo : wR hR stAng swAng;
gradFill : flip rotWithShape;
gs : pos;
lin : ang scaled;
fillToRect tileRect srcRect fillRect : l t r b;
pattFill : prst;
blipFill : rotWithShape;
blip : r:embed=i;
tile : tx ty sx sy flip algn;
alphaModFix : amt;
lum : val bright contrast;
biLevel alphaBiLevel : thresh;
clrChange : useA;
srgbClr schemeClr prstClr : val;
sysClr : val lastClr;
hslClr : hue sat lum;
scrgbClr : r g b;
tint : val hue amt;
shade alpha alphaOff alphaMod hue hueOff hueMod sat satOff satMod lumOff lumMod red redOff redMod green greenOff
 greenMod blue blueOff blueMod : val;
ln lnL lnR lnT lnB lnTlToBr lnBlToTr uLn : w cap cmpd algn;
prstDash : val;
ds : d sp;
miter : lim;
headEnd tailEnd : type w len;
outerShdw : blurRad dist dir sx sy kx ky algn rotWithShape;
innerShdw : blurRad dist dir;
glow softEdge : rad;
reflection : blurRad stA stPos endA endPos dist dir fadeDir sx sy kx ky algn rotWithShape;
blur : rad grow;
prstShdw : prst dist dir;
camera : prst fov zoom;
rot : lat lon rev;
lightRig : rig dir;
sp3d : z extrusionH contourW prstMaterial;
bevelT bevelB : w h prst;
bodyPr : rot spcFirstLastPara vertOverflow horzOverflow vert wrap lIns tIns rIns bIns numCol spcCol rtlCol fromWordArt
 anchor anchorCtr forceAA upright compatLnSpc;
normAutofit : fontScale lnSpcReduction;
lvl1pPr lvl2pPr lvl3pPr lvl4pPr lvl5pPr lvl6pPr lvl7pPr lvl8pPr lvl9pPr defPPr pPr : marL marR lvl indent algn
 defTabSz rtl eaLnBrk fontAlgn latinLnBrk hangingPunct;
endParaRPr rPr defRPr : kumimoji sz b i u strike kern cap spc normalizeH baseline;
spcPct spcPts buSzPct buSzPts : val;
latin ea cs sym buFont : typeface=f pitchFamily charset;
buAutoNum : type startAt;
buChar : char=t;
tab : pos algn;
br : ;
fld : id== type;
t$ : ;
tblPr : rtl firstRow firstCol lastRow lastCol bandRow bandCol;
tableStyleId# : ;
gridCol : w;
tr : h;
tc : rowSpan gridSpan hMerge vMerge;
tcPr : marL marR marT marB vert anchor anchorCtr horzOverflow;
lnRef fillRef effectRef fontRef : idx;
theme clrScheme fontScheme fmtScheme : name==;
overrideClrMapping : bg1 tx1 bg2 tx2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink)";

constexpr std::string_view kChart = R"(c|
chartSpace chart title tx rich layout manualLayout view3D floor sideWall backWall plotArea barChart bar3DChart
 lineChart line3DChart pieChart pie3DChart ofPieChart areaChart area3DChart scatterChart radarChart bubbleChart
 doughnutChart stockChart surfaceChart surface3DChart ser spPr txPr marker dPt dLbls dLbl leaderLines trendline
 trendlineLbl errBars plus minus cat val xVal yVal bubbleSize numLit strLit serLines dropLines hiLowLines upDownBars
 upBars downBars catAx valAx dateAx serAx scaling majorGridlines minorGridlines dispUnits dispUnitsLbl
 dTable legend legendEntry bandFmts bandFmt : ;
formatCode$ v$ separator$ name$ : ;
date1904 roundedCorners style layoutTarget xMode yMode wMode hMode x y w h overlay autoTitleDeleted rotX hPercent
 rotY depthPercent rAngAx perspective thickness barDir grouping varyColors idx order invertIfNegative bubble3D
 explosion marker symbol size delete dLblPos showLegendKey showVal showCatName showSerName showPercent showBubbleSize
 showLeaderLines trendlineType period forward backward intercept dispRSqr dispEq errDir errBarType errValType
 noEndCap ptCount smooth shape gapWidth gapDepth overlap firstSliceAng holeSize scatterStyle radarStyle wireframe
 logBase orientation max min axPos majorTickMark minorTickMark tickLblPos crosses crossesAt auto lblAlgn lblOffset
 noMultiLvlLbl crossBetween majorUnit minorUnit baseTimeUnit majorTimeUnit minorTimeUnit tickLblSkip tickMarkSkip
 builtInUnit custUnit showHorzBorder showVertBorder showOutline showKeys legendPos plotVisOnly dispBlanksAs
 ofPieType splitType splitPos secondPieSize custSplit secondPiePt bubbleScale showNegBubbles sizeRepresents
 showDLblsOverMax : val;
axId crossAx : val=x;
pt : idx formatCode=t;
numFmt : formatCode=t sourceLinked)";
constexpr std::string_view kChartUse = R"(c| chart : r:id=i)";

constexpr std::string_view kSheet = R"(x|
workbook sheets sheetViews cols sheetData mergeCells printOptions styleSheet numFmts fonts fills borders
 cellStyleXfs cellXfs cellStyles sst si r font fill border is rPr rowBreaks colBreaks colors indexedColors
 protection : ;
b i strike condense extend outline shadow : val;
workbookPr : date1904;
sheet : name=t sheetId== r:id=i;
worksheet sheetPr : ;
tabColor color fgColor bgColor : rgb theme tint indexed auto;
outlinePr : summaryBelow summaryRight;
pageSetUpPr : fitToPage;
sheetView : showGridLines showRowColHeaders showZeros rightToLeft workbookViewId==;
pane : xSplit ySplit topLeftCell state activePane;
sheetFormatPr : baseColWidth defaultColWidth defaultRowHeight customHeight zeroHeight thickTop thickBottom
 outlineLevelRow outlineLevelCol;
col : min max width style hidden customWidth bestFit outlineLevel collapsed;
row : r s customFormat ht hidden customHeight outlineLevel collapsed thickTop thickBot;
c : r s t;
v$ t$ : xml:space==;
mergeCell : ref==;
printOptions : horizontalCentered verticalCentered headings gridLines gridLinesSet;
pageMargins : left right top bottom header footer;
pageSetup : paperSize scale firstPageNumber fitToWidth fitToHeight pageOrder orientation useFirstPageNumber
 blackAndWhite draft cellComments errors;
headerFooter : differentOddEven differentFirst scaleWithDoc alignWithMargins;
oddHeader$ oddFooter$ evenHeader$ evenFooter$ firstHeader$ firstFooter$ : xml:space==;
brk : id min max man;
drawing : r:id=i;
numFmt : numFmtId formatCode=t;
sz u vertAlign family charset scheme : val;
name rFont : val=f;
patternFill : patternType;
gradientFill : type degree left right top bottom;
stop : position;
border : diagonalUp diagonalDown outline;
left right top bottom diagonal vertical horizontal start end : style;
xf : numFmtId fontId fillId borderId xfId quotePrefix applyNumberFormat applyFont applyFill applyBorder
 applyAlignment applyProtection;
alignment : horizontal vertical textRotation wrapText indent relativeIndent justifyLastLine shrinkToFit readingOrder;
cellStyle : name== xfId builtinId iLevel customBuiltin;
rgbColor : rgb)";
constexpr std::string_view kSheetDrawing = R"(xdr|
wsDr from to sp nvSpPr spPr style txBody pic nvPicPr cNvPicPr blipFill cxnSp nvCxnSpPr cNvCxnSpPr grpSp nvGrpSpPr
 cNvGrpSpPr graphicFrame nvGraphicFramePr cNvGraphicFramePr clientData : ;
twoCellAnchor oneCellAnchor absoluteAnchor : editAs;
col# row# colOff# rowOff# : ;
ext : cx cy; pos : x y; xfrm : rot flipH flipV; grpSpPr spPr : bwMode;
cNvSpPr : txBox; cNvPr : id== name==)";

constexpr std::string_view kShow = R"(p|
presentation sldMasterIdLst sldIdLst defaultTextStyle cSld spTree nvSpPr nvPr txBody style pic nvPicPr cNvPicPr
 blipFill cxnSp nvCxnSpPr cNvCxnSpPr graphicFrame nvGraphicFramePr cNvGraphicFramePr grpSp nvGrpSpPr cNvGrpSpPr
 clrMapOvr txStyles titleStyle bodyStyle otherStyle sldLayoutIdLst bg sldMaster sld : ;
sldMasterId sldId sldLayoutId : id== r:id=i;
sldSz notesSz : cx cy type;
bgPr : shadeToTitle; bgRef : idx;
sp : useBgFill;
cNvPr : id== name==;
cNvSpPr : txBox;
ph : type orient sz idx;
spPr grpSpPr : bwMode;
xfrm : rot flipH flipV;
clrMap : bg1 tx1 bg2 tx2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink;
sld sldLayout : showMasterSp; sldLayout : type preserve)";

}  // namespace

const AllowList& word_allowed() {
  static const AllowList list{kWord,  kMath,  kChoice, kPlaces,  kPicture,
                              kShape, kGroup, kVml,    kDrawing, kChartUse};
  return list;
}
const AllowList& sheet_allowed() {
  static const AllowList list{kSheet, kSheetDrawing, kDrawing, kChartUse};
  return list;
}
const AllowList& presentation_allowed() {
  static const AllowList list{kShow, kDrawing, kChartUse, kMath};
  return list;
}
const AllowList& chart_allowed() {
  static const AllowList list{kChart, kDrawing};
  return list;
}

}  // namespace adit::client::office
